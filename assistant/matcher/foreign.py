"""Samples of languages that the assistant does not speak, to tell them from those it does."""

SAMPLES: dict[str, str] = {
    "de": """
Wie lange speichern Sie meine Daten?
Welche Daten haben Sie über mich gespeichert?
Bitte löschen Sie mein Konto und alle meine Daten.
Wer ist der Verantwortliche für die Verarbeitung?
Ich möchte eine Kopie meiner personenbezogenen Daten erhalten.
Werden meine Angaben an Dritte weitergegeben oder verkauft?
Guten Tag, ich habe eine Frage zum Datenschutz
Benutzen Sie Cookies auf Ihrer Webseite?
Woher haben Sie meine Telefonnummer?
Ich will keine Werbung mehr bekommen, hören Sie auf damit
Wo kann ich mich beschweren?
Kann ich mit einem Menschen sprechen?
Das verstehe ich nicht, können Sie mir bitte helfen
Warum brauchen Sie mein Geburtsdatum und meine Adresse?
Danke schön, auf Wiedersehen
Sprechen Sie Deutsch? Ich spreche kein Englisch
ich bin Kunde bei euch und hätte gerne gewusst was ihr über mich wisst
Meine Adresse hat sich geändert, könnt ihr das bitte korrigieren
Hallo, wie geht es dir, was machst du
nein ja vielleicht nicht heute auch noch sehr gut und aber oder weil dass
""",
    "fr": """
Combien de temps conservez-vous mes données ?
Quelles données personnelles avez-vous sur moi ?
Veuillez supprimer mon compte et toutes mes informations.
Qui est le responsable du traitement ?
Je voudrais recevoir une copie de mes données.
Est-ce que vous vendez mes informations à des tiers ?
Bonjour, j'ai une question sur la vie privée
Utilisez-vous des cookies sur votre site ?
Où avez-vous trouvé mon numéro de téléphone ?
Je ne veux plus recevoir de publicité, arrêtez
Je veux parler à quelqu'un s'il vous plaît
Où puis-je déposer une plainte ?
Pourquoi avez-vous besoin de mon adresse ?
Merci beaucoup, au revoir
Parlez-vous français ? Je ne parle pas anglais
c'est quoi cette entreprise et que faites-vous avec mes coordonnées
je suis client chez vous depuis longtemps et je n'ai jamais donné mon accord
oui non peut-être aujourd'hui aussi très bien mais parce que avec pour dans
""",
    "es": """
¿Cuánto tiempo guardan mis datos?
¿Qué datos personales tienen sobre mí?
Por favor, borren mi cuenta y toda mi información.
¿Quién es el responsable del tratamiento?
Quiero recibir una copia de mis datos personales.
¿Venden mis datos a terceros?
Hola, tengo una pregunta sobre la privacidad
¿Usan cookies en su página web?
¿De dónde sacaron mi número de teléfono?
No quiero recibir más publicidad, dejen de llamarme
¿Dónde puedo presentar una reclamación?
Quiero hablar con una persona de verdad
¿Por qué necesitan mi dirección y mi fecha de nacimiento?
Muchas gracias, adiós
¿Hablan español? No hablo inglés
cuánto cuesta el servicio y cómo me doy de baja
buenos días, soy cliente y quisiera saber qué hacen con mi información
sí no quizás hoy también muy bien pero porque con para en los las una
""",
    "it": """
Per quanto tempo conservate i miei dati?
Quali dati personali avete su di me?
Vi prego di cancellare il mio account e tutte le mie informazioni.
Chi è il titolare del trattamento?
Vorrei ricevere una copia dei miei dati.
Vendete le mie informazioni a terzi?
Buongiorno, ho una domanda sulla privacy
Usate i cookie sul vostro sito?
Dove avete preso il mio numero di telefono?
Non voglio più ricevere pubblicità
Posso parlare con una persona?
Dove posso presentare un reclamo?
Perché avete bisogno del mio indirizzo?
Grazie mille, arrivederci
Parlate italiano? Non parlo inglese
sì no forse oggi anche molto bene ma perché con per nella degli sono questo che
""",
    "nl": """
Hoe lang bewaren jullie mijn gegevens?
Welke gegevens hebben jullie over mij?
Verwijder alstublieft mijn account en al mijn gegevens.
Wie is verantwoordelijk voor de verwerking?
Ik wil graag een kopie van mijn persoonsgegevens ontvangen.
Verkopen jullie mijn gegevens aan derden?
Goedendag, ik heb een vraag over privacy
Gebruiken jullie cookies op de website?
Waar hebben jullie mijn telefoonnummer vandaan?
Ik wil geen reclame meer ontvangen, stop daarmee
Kan ik met een echt persoon praten?
Waar kan ik een klacht indienen?
Waarom hebben jullie mijn adres nodig?
Bedankt voor de hulp, tot ziens
Spreekt u Nederlands? Ik spreek geen Engels
ja nee misschien vandaag ook heel goed maar omdat met voor in het een van deze
""",
    "da": """
Hvor længe gemmer I mine oplysninger?
Hvilke oplysninger har I om mig?
Vil I venligst slette min konto og alle mine data.
Hvem er dataansvarlig for behandlingen?
Jeg vil gerne have en kopi af mine personoplysninger.
Sælger I mine oplysninger videre til andre?
Goddag, jeg har et spørgsmål om persondata
Bruger I cookies på jeres hjemmeside?
Hvor har I fået mit telefonnummer fra?
Jeg vil ikke have flere reklamer, stop med at ringe til mig
Kan jeg tale med et rigtigt menneske?
Hvor kan jeg klage over jer?
Hvorfor skal I bruge min adresse og fødselsdag?
Mange tak for hjælpen, farvel
Taler I dansk? Jeg taler ikke engelsk
hvad sker der med mine oplysninger når jeg ikke længere er kunde
hvordan bliver mine data beskyttet og hvem kan se dem
nogen af jeres medarbejdere har ringet til mig uden tilladelse
ja nej måske i dag også meget godt men fordi med til hvad hvornår noget ikke
""",
    "no": """
Hvor lenge lagrer dere opplysningene mine?
Hvilke opplysninger har dere om meg?
Vennligst slett kontoen min og alle dataene mine.
Hvem er behandlingsansvarlig?
Jeg vil gjerne ha en kopi av personopplysningene mine.
Selger dere opplysningene mine videre til noen?
God dag, jeg har et spørsmål om personvern
Bruker dere informasjonskapsler på nettsiden?
Hvor har dere fått telefonnummeret mitt fra?
Jeg vil ikke ha mer reklame, slutt å ringe meg
Kan jeg snakke med et ekte menneske?
Hvor kan jeg klage på dere?
Hvorfor trenger dere adressen min?
Tusen takk for hjelpen, ha det bra
Snakker dere norsk? Jeg snakker ikke engelsk
hva skjer med opplysningene mine når jeg ikke lenger er kunde
hvordan blir dataene mine beskyttet og hvem kan se dem
noen av de ansatte har ringt meg uten tillatelse
ja nei kanskje i dag også veldig bra men fordi med til hva når noe ikke
""",
    "et": """
Kui kaua te minu andmeid säilitate?
Milliseid andmeid teil minu kohta on?
Palun kustutage minu konto ja kõik minu andmed.
Kes on vastutav töötleja?
Soovin saada koopiat oma isikuandmetest.
Kas te müüte minu andmeid kolmandatele isikutele?
Tere, mul on küsimus andmekaitse kohta
Kas te kasutate veebilehel küpsiseid?
Kust te minu telefoninumbri saite?
Ma ei soovi enam reklaami saada, lõpetage
Kas ma saaksin rääkida päris inimesega?
Kuhu ma saan kaebuse esitada?
Miks teil on vaja minu aadressi ja sünniaega?
Aitäh abi eest, head aega
Kas te räägite eesti keelt? Ma ei räägi inglise keelt
mis juhtub minu andmetega kui ma enam klient ei ole
kuidas minu andmeid kaitstakse ja kes neid näha saab
palun saatke mulle kõik mis teil minu kohta on
jah ei võib-olla täna ka väga hea aga sest koos jaoks mida millal midagi ei ole
""",
    "pl": """
Jak długo przechowujecie moje dane?
Jakie dane macie na mój temat?
Proszę usunąć moje konto i wszystkie moje dane.
Kto jest administratorem danych?
Chciałbym otrzymać kopię moich danych osobowych.
Czy sprzedajecie moje dane innym firmom?
Dzień dobry, mam pytanie o prywatność
Czy używacie plików cookie na stronie?
Skąd macie mój numer telefonu?
Nie chcę więcej reklam, przestańcie do mnie dzwonić
Czy mogę porozmawiać z człowiekiem?
Gdzie mogę złożyć skargę?
Dlaczego potrzebujecie mojego adresu?
Dziękuję bardzo, do widzenia
Czy mówicie po polsku? Nie mówię po angielsku
tak nie może dzisiaj też bardzo dobrze ale ponieważ dla co kiedy jest tego
""",
    "pt": """
Por quanto tempo guardam os meus dados?
Que dados pessoais têm sobre mim?
Por favor apaguem a minha conta e todas as minhas informações.
Quem é o responsável pelo tratamento?
Quero receber uma cópia dos meus dados.
Vocês vendem as minhas informações a terceiros?
Bom dia, tenho uma pergunta sobre privacidade
Usam cookies no vosso site?
Onde conseguiram o meu número de telefone?
Não quero receber mais publicidade
Posso falar com uma pessoa?
Muito obrigado, até logo
Falam português? Não falo inglês
sim não talvez hoje também muito bem mas porque com para uma isso quando
""",
    "other": """
Kiek laiko saugote mano duomenis?
Prašau ištrinti mano paskyrą ir visus duomenis.
Ar parduodate mano informaciją? Labas, turiu klausimą, ačiū
Cik ilgi jūs glabājat manus datus?
Lūdzu izdzēsiet manu kontu. Labdien, man ir jautājums, paldies
Jak dlouho uchováváte mé údaje? Prosím smažte můj účet, děkuji
Meddig tárolják az adataimat? Kérem töröljék a fiókomat, köszönöm
Milyen adatokat tárolnak rólam? Jó napot, kérdésem van
Cât timp păstrați datele mele? Vă rog să ștergeți contul meu, mulțumesc
Verilerimi ne kadar süre saklıyorsunuz? Lütfen hesabımı silin, teşekkürler
Hakkımda hangi bilgileri tutuyorsunuz? Merhaba bir sorum var
Hversu lengi geymið þið gögnin mín? Vinsamlegast eyðið reikningnum mínum, takk
Sa kohë i ruani të dhënat e mia? Ju lutem fshini llogarinë time, faleminderit
Muddo intee le'eg ayaad haysaan xogtayda? Fadlan tirtir akoonkayga, mahadsanid
Bao lâu thì dữ liệu của tôi được lưu? Xin hãy xóa tài khoản của tôi, cảm ơn
Koliko dugo čuvate moje podatke? Molim izbrišite moj račun, hvala
Ako dlho uchovávate moje údaje? Prosím vymažte môj účet, ďakujem
""",
}
