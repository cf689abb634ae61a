"""Words by which names are known in a question, in three languages."""

NAMED = """
my name is, my full name is, my first name is, my last name is, my surname is, name is, name :, my
name :, i am called, call me, under the name, in the name of, on behalf of, nimeni on,
username is, user name is, käyttäjätunnukseni on, tunnukseni on, mitt användarnamn är,
nimi on, nimi :, sukunimeni on, etunimeni on, mun nimi on, minun nimeni on,
nimellä, jag heter, vi heter, mitt namn är, namn :, namnet är, mitt efternamn är,
mitt förnamn är, jag kallas, under namnet, i namnet
"""
"""What stands before a name that somebody gives as such."""
SIGNED = """
best regards, kind regards, warm regards, regards, yours sincerely, yours truly, yours faithfully,
sincerely yours, many thanks and regards, terveisin, terv ., terv, yst terv, ystävällisin terveisin,
parhain terveisin, kunnioittaen, t :, hälsningar, med vänlig hälsning, vänlig hälsning, mvh, vänliga
hälsningar, m v h
"""
"""What closes a letter, before the name of its writer."""
AM = """
i am, i'm, i’m, im, this is, olen, oon, täällä, tässä, jag är, det är, här är,
my name, nimeni, mun nimi, mitt namn, heter
"""
"""What may stand before a name, or before anything else."""
PLAIN = """
a an and are at but can could do does for from have how i if in is it my of on or please the to us
we what when where which who why will with would you your ei en haluan haluaisin ja jos kuinka kun
mikä miksi millä milloin minun miten mitä minä mutta mun mä olen onko on paljonko sekä te teidän
teillä voinko voitteko att av hos hur har i jag kan med men mig min mina mitt ni och om som när på
skulle till undrar vad var varför vem vi vill vilka är
"""
"""Words that are nobody's name, and may follow one."""
FIRST_NAMES = """
aino aleksi anders andreas anita anne anneli annika anssi antero antti april arto astrid barbro
birgitta björn carl charles christian christina daniel david eero eeva eija elin elina elisabeth
emil emilia emma erik erika esa eva eveliina fredrik george gunnar gustav hanna hannu hans harri
heikki helena heli henna henrik henry ida ilkka ilona inger ingrid jaakko jack james jan jane janne
jari jenni jenny jens johan johanna john jonas jouni juha juhani jukka jussi kaisa kalle kari karin
karl karoliina katariina kati katja kerstin kirsi kjell kristiina kristina lars lasse laura leena
lena liisa linda lisa magnus maija maja malin margareta mari maria marie marika marja marjatta mark
markku marko markus martin mary mats matti mia michael mika mikael mikaela mikko minna mohamed
nicklas niina niklas nils noora oliver olivia olli oskar outi paavo paul paula pekka pentti per
peter petra petri pia pirjo päivi raimo reijo richard riikka riitta robert sami samuel sanna sara
sari satu seppo sirpa sofia stefan susanna susanne sven taina tapani tarja teemu terttu thomas tiina
timo tom tomas tommi toni tuija tuomas tuula ulla ulrika veikko veli viktor ville william
"""
"""Common first names, which utterances of the library may hold."""
NAMES_ELSEWHERE = "anna annas"
"""First names that are everyday words in Finnish, where only a capital tells them."""
ENDINGS = "'s ’s s n lle lta ltä lla llä sta stä ssa ssä lt a ä"
"""What may stand behind a name, in three languages."""
EVERYDAY = "per mark marks april jan satu pian ainoa karin toms"
"""Everyday words that read like a first name, alone or with an ending; beside another name they go."""
