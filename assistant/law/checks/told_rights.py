"""The rights that a privacy policy must tell of (GDPR Art. 13(2)(b)-(d)), with the words that tell them."""

from assistant.law.checks.notice import Item, Need, Proof, told, words
from assistant.law.checks.rules import Severity

_E, _W = Severity.ERROR, Severity.WARNING

RIGHTS: tuple[Item, ...] = (
    Item(
        told(
            "I112",
            _E,
            "Art. 13(2)(b), 15",
            fault="The right of access is not told",
            advice="Say that everybody may learn what is held about them and get a copy.",
        ),
        "the right of access",
        ("right-access", "rights-overview"),
        words(
            r"\brights? (?:of|to) (?:access|inspect|check|know|see|review|obtain|receive)|\baccess (?:to )?(?:your|their|his|the|personal)|\b(?:request|ask for|demand|obtain|gain|have|seek|of) access\b|\baccess to,|\byou (?:may|can) (?:see|view|review)\b[^.;]{0,40}\b(?:data|information)\b|\binspect\b|\bcopy of (?:your|their|the|all)",
            r"tarkast(?:aa|us|usoik)|pääs\w+ (?:\w+ )?(?:\w+tie|tieto)|saa(?:da)? (?:\w+ )?tietää|saada tieto|nähdä (?:\w+ )?tie|jäljennö|kopio",
            r"tillgång till|kopia av|begära ut|få ut (?:\w+ )?upp|\binsyn\b|\bfå veta\b|rätt att veta|registerutdrag|inspektionsrätt",
        ),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I113",
            _E,
            "Art. 13(2)(b), 16",
            fault="The right to have data corrected is not told",
            advice="Say that wrong data is corrected and incomplete data completed on request.",
        ),
        "the right to rectification",
        ("right-rectification", "rights-overview"),
        words(
            r"\brectif|\bcorrect(?:ed|ion|ing)?\b|\bamend",
            r"oikais|korjata|korjaam|korjau",
            r"\brätta(?:[sdrt]|de)?\b|rättelse|korriger|rättning",
        ),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I114",
            _E,
            "Art. 13(2)(b), 17",
            fault="The right to erasure is not told",
            advice="Say that data is erased on request where a ground of Art. 17 applies.",
        ),
        "the right to erasure",
        ("right-erasure", "rights-overview"),
        words(
            r"\beras(?:e|ed|ure|ing)\b|\bdelet|\bright to be forgotten|\bremov",
            r"poist|unohdetuksi",
            r"rader|bortglömd|borttag|tar bort|tas bort|utplån",
        ),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I115",
            _E,
            "Art. 13(2)(b), 18",
            fault="The right to restriction is not told",
            advice="Say that the use of data can be restricted, for instance while its accuracy is examined.",
        ),
        "the right to restriction",
        ("right-restriction", "rights-overview"),
        words(
            r"\brestrict|\blimit(?:ation of)? (?:the |our |how )?(?:processing|use|we)", r"rajoit", r"begräns"
        ),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I116",
            _W,
            "Art. 13(2)(b), 21(1)",
            fault="The right to object is not told",
            advice="Say, apart from other information, that anybody may object to use that rests on an interest.",
        ),
        "the right to object",
        ("right-objection",),
        words(
            r"\brights? to (?:\w+,? ){0,6}object|\b(?:can|may) (?:also )?object|\bright of objection|\bobject(?:ion)? to (?:the )?(?:processing|use|us)\b|^object",
            r"vastustamisoik|(?:oikeus|voi|voit|saa|saat) (?:\w+ ){0,3}vastustaa|vastustaa (?:\w+ ){0,3}(?:käsittel|käyttö)|tietojen käsittelyn vastust",
            r"rätt (?:\w+ ){0,3}(?:invända|motsätta|motstå|göra invändning)|(?:kan|får) (?:\w+ ){0,2}(?:invända|motsätta)|invändningsrätt|invändning(?:ar)? mot",
        ),
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I117",
            _E,
            "Art. 21(2)-(4)",
            fault="Data is used for marketing, and the right to object to direct marketing is not told",
            advice="Say clearly, apart from other information, that direct marketing ends at once on objection.",
        ),
        "the right to object to direct marketing",
        ("marketing-optout", "right-objection"),
        words(
            r"\b(?:can|may|rights? to|could) (?:\w+ ){0,5}(?:object|prohibit|forbid|refuse|opt[ -]?out|unsubscribe|decline|stop)\b.{0,60}(?:market|newsletter|advert)"
            r"|\b(?:object|prohibit|forbid|refuse|opt[ -]?out of|unsubscribe from|withdraw from|decline)\b.{0,40}\b(?:direct )?(?:market|newsletter|advert)|(?:unsubscribe|opt[ -]?out)",
            r"(?:kieltää|kieltä[äy]|vastustaa|perua|peruuttaa) .{0,60}(?:markkinoin|mainon|mainost|uutiskir)|(?:markkinoin|mainon|uutiskir)\w* .{0,60}(?:kieltää|vastustaa|kielto-oikeu|peru(?:a|t|u)|peruut)",
            r"(?:neka|förbjud|invänd|motsätt|avböj|spärra|avregistrera|säga nej|avsluta|tacka nej)\w* .{0,60}(?:marknad|reklam|utskick|nyhetsbrev)|(?:marknad|reklam|nyhetsbrev)\w* .{0,60}(?:neka|förbjud|invänd|motsätt|avböj|avregistrera|tacka nej)",
        ),
        Need.MARKETING,
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I118",
            _W,
            "Art. 13(2)(b), 20",
            fault="The right to data portability is not told",
            advice="Say that data given on consent or contract can be had in a machine-readable form.",
        ),
        "the right to data portability",
        ("right-portability", "rights-overview"),
        words(
            r"\bportab|\bmachine[ -]readable|\btransfer (?:of )?(?:your|their|the) data|\btransmit|\btake (?:it|them|(?:your|the) (?:personal )?(?:data|information)) (?:with you|elsewhere)|from one system to another",
            r"siirtää .{0,40}(?:tie|järjestelm)|siirrettäv|siirto-oik|(?:tietojen|tiedot) siirt|koneluett|järjestelmästä toiseen",
            r"portabil|flytta |överför\w* .{0,40}(?:annat|annan|ett annat)|maskinläs|från ett system|föra över",
        ),
        proof=Proof.BOTH,
    ),
    Item(
        told(
            "I119",
            _E,
            "Art. 13(2)(c), 7(3)",
            fault="Processing rests on consent, and the right to withdraw it is not told",
            advice="Say that consent can be withdrawn at any time, as easily as it was given, and how.",
        ),
        "the right to withdraw consent",
        ("right-withdraw-consent",),
        words(
            r"\b(?:withdraw|revok|cancel)\w*\b.{0,60}\bconsent|\bconsent\w*\b.{0,80}\b(?:withdraw|revok|cancel)",
            r"(?:perua|peruutt|perumi|peruu)\w*.{0,60}suostumu|suostumu\w*.{0,80}(?:perua|peruutt|perumi|peru(?:t|u|a))",
            r"(?:återkall|ta tillbaka|dra tillbaka|återta|avbryt)\w*.{0,60}samtyck|samtyck\w*.{0,80}(?:återkall|tillbaka|återta|avbryt)",
        ),
        Need.CONSENT,
        proof=Proof.WORDS,
    ),
    Item(
        told(
            "I120",
            _E,
            "Art. 13(2)(d), 77",
            fault="The right to complain to a supervisory authority is not told",
            advice="Say so, and name the authority with its address.",
        ),
        "complaints to a supervisory authority",
        ("complaint",),
        words(
            r"\bsupervisory authorit|\bdata protection (?:ombudsman|authority|commissioner)|\bcomplain",
            r"valvontaviranomai|tietosuojavaltuute|valitu[ks]|valittaa",
            r"tillsynsmyndighet|klagomål|\bklaga\b|dataombudsman|integritetsskyddsmyndighet|\bIMY\b|datainspektion",
        ),
        proof=Proof.BOTH,
    ),
)
