"""The function words of each language: what tells languages apart, and a list of words from prose.

A handful of articles, prepositions, conjunctions, pronouns and auxiliaries makes up a third of any prose,
whatever it is about (Grefenstette 1995, "Comparing two language identification schemes"); patents add
their own (`wherein`, `dadurch`, `selon`). Written down here from grammar; words of one letter are left
out, since formulae and reference signs are full of them.
"""

_WORDS = {
    "en": (
        "the of and to in is for that with by an as or are be from on at which this it said wherein can "
        "not has have may more than one each between such when into other being was were will these "
        "least first second also their its where according comprising having through but been would if "
        "thereof therein whereby thus there they only any all both during within upon under between over "
        "after before about against while who what how could should must"
    ),
    "de": (
        "der die das und in den dem des ist von mit zu für auf ein eine einer eines einem einen im als an "
        "werden wird sind durch oder nach bei aus zur zum sich nicht dadurch gekennzeichnet daß dass auch "
        "wobei kann können sowie vom über eines diese dieser dieses diesem mindestens einen bis unter "
        "zwischen welche welcher welches weist hat sein wenn so um vor gemäß anspruch beim haben wie nur "
        "noch ferner aufweist jeweils insbesondere wurde wurden es am dabei einem"
    ),
    "fr": (
        "le la les de des du et en un une est dans par pour que qui au aux sur avec ce cette ces sont ou "
        "il elle se ne pas plus selon dont son sa ses leur leurs comme être ainsi entre procédé lequel "
        "laquelle lesquels lesquelles caractérisé revendication ledit ladite lesdits lesdites peut à été "
        "soit lorsque afin chaque moins sans sous vers ont on où même tout deux"
    ),
    "es": (
        "el la los las de del en un una unos unas que es por para con se al como lo su sus más este esta "
        "estos estas dicho dicha dichos dichas según sobre entre son está cuando desde hasta donde cual "
        "caracterizado porque también puede pero sin ser ha han cada uno dos así reivindicación "
        "comprende mediante otro otra"
    ),
    "it": (
        "il lo la gli le di del della dei delle degli dello in un una uno che per con al alla ai alle agli "
        "da dal dalla dai dalle nel nella nei nelle sul sulla sono essere come più detto detta detti dette "
        "secondo rivendicazione caratterizzato fatto ed tra fra anche questo questa quale può si non ha "
        "stato mediante almeno ogni dell nell sull all dall"
    ),
    "pt": (
        "os as de do da dos das em no na nos nas um uma uns umas que para por com pelo pela pelos pelas ao "
        "aos à às se não é são como mais dito dita ditos ditas ou entre sobre seu sua este esta esse essa "
        "acordo reivindicação caracterizado pode ser também onde quando cada pelo menos foi está através "
        "sendo qual"
    ),
    "nl": (
        "de het een en van in is dat op te met voor zijn die aan door of uit bij naar om worden wordt ten "
        "tot over als deze dit niet ook kan welke waarbij volgens conclusie gekenmerkt ter tussen tenminste "
        "werkwijze daarvan heeft hebben er nog meer maar zoals waarin werd kunnen wel zich onder"
    ),
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""The words of each language, in small letters."""
