"""What the product says by itself, in the languages it knows: short, warm, and nothing more."""

from msgspec import Struct

from bot.core.universal import UniversalWord


class ProductTexts(Struct, frozen=True):
    """The product's own words in one language; `{…}` parts are filled in with `str.format`."""

    yes: str
    no: str
    skip: str
    keep: str
    done: str
    share_contact: str
    share_location: str
    close: str
    export: str
    erase: str
    start_again: str
    again: dict[str, str]
    again_least: str
    again_most: str
    again_between: str
    again_several: str
    again_from: dict[str, str]
    again_until: dict[str, str]
    again_within: dict[str, str]
    picked: str
    nothing_picked: str
    not_understood: str
    can_talk_about: str
    nothing_to_talk_about: str
    always: str
    say_keyword: str
    which: str
    stopped: str
    over: str
    used: str
    comes_back: str
    finish_first: str
    nothing_to_go_back_to: str
    changed: str
    failed: str
    language_question: str
    language_set: str
    only_language: str
    held: str
    held_name: str
    held_language: str
    held_timezone: str
    held_channel: str
    held_since: str
    held_topics: str
    held_tags: str
    held_values: str
    held_conversation: str
    nothing: str
    exported: str
    erase_question: str
    not_erased: str
    erased: str
    closed: str
    leave: str
    left: str
    left_already: str
    stop_everything: str
    still_under_way: str
    goes_on: str
    handed_over: str
    handed_noted: str
    handed_back: str
    desk_opening: str
    desk_stopped: str
    desk_somebody: str
    desk_lost: str
    desk_elsewhere: str
    link_code: str
    link_addresses: str
    link_in_private: str
    only_in_private: str
    link_question: str
    link_sure: str
    link_somebody: str
    link_refused: dict[str, str]
    link_waits: str
    link_declined: str
    linked: str
    unlinked: str
    not_linked: str
    held_linked: str
    close_vote: str
    counted: str
    not_yours_to_end: str
    cancelled: str
    cancel_here: str
    universal: dict[UniversalWord, str]


_ENGLISH = ProductTexts(
    yes="Yes",
    no="No",
    skip="Skip",
    keep="Keep",
    done="Done",
    share_contact="Share my number",
    share_location="Share where I am",
    close="Close",
    export="Export",
    erase="Erase",
    start_again="Start again",
    again={
        "text": "I need a few words here, please.",
        "choice": "Please choose one of these.",
        "choices": "Please choose from these, as many as you like.",
        "yes_no": "Just a yes or a no, please.",
        "number": "A number, please.",
        "rating": "A whole number, please.",
        "photo": "A photo, please.",
        "file": "A file, please.",
        "location": "Your place, please: share it, or write it like 45.4642, 9.19.",
        "contact": "A contact, please: share one, or write a telephone number.",
        "poll": "Please choose from these, as many as you like.",
        "date": "A date, please: 5 May, next Friday or tomorrow will do.",
        "time": "A time of day, please: 9:30 or quarter to five will do.",
        "email": "An e-mail address, please, such as ada@example.org.",
        "phone": "A phone number, please, with its area or country code.",
        "url": "The address of a web page, please, such as example.org.",
    },
    again_least="A number from {least} up, please.",
    again_most="A number up to {most}, please.",
    again_between="A number between {least} and {most}, please.",
    again_several="Please choose from {least} to {most} of these.",
    again_from={
        "date": "A date from {least} on, please.",
        "time": "A time from {least} on, please.",
    },
    again_until={"date": "A date up to {most}, please.", "time": "A time up to {most}, please."},
    again_within={
        "date": "A date between {least} and {most}, please.",
        "time": "A time between {least} and {most}, please.",
    },
    picked="So far: {labels}. Choose more, or say that you are done.",
    nothing_picked="Nothing chosen yet.",
    not_understood="Sorry, I did not understand that.",
    can_talk_about="Here is what we can talk about:",
    nothing_to_talk_about="There is nothing to talk about here yet.",
    always="You can always say: stop, back, restart, language, privacy, help.",
    say_keyword="say “{word}”",
    which="Which of these do you mean?",
    stopped=(
        "Stopped. You will not hear from us again, unless you write to us: "
        "then you are welcome back."
    ),
    over="That question is over.",
    used="You have pressed that already.",
    comes_back="We will come back to that in a moment.",
    finish_first="Let's finish this first.",
    nothing_to_go_back_to="There is no question to go back to.",
    changed="Sorry: “{title}” has changed since we began, so we cannot go on where we were.",
    failed="Sorry, something went wrong on our side. We have made a note of it.",
    language_question="Which language do you prefer?",
    language_set="We will speak English from now on.",
    only_language="Here we speak one language only: {language}.",
    held="This is what we hold about you:",
    held_name="Name: {value}",
    held_language="Language: {value}",
    held_timezone="Time zone: {value}",
    held_channel="Channel: {value}",
    held_since="With us since: {value}",
    held_topics="You asked to hear about: {value}",
    held_tags="Tags: {value}",
    held_values="What you told us:",
    held_conversation="Your answers, and what we said to each other: Export sends you all of it.",
    nothing="nothing",
    exported="Here is everything we hold about you.",
    erase_question="Shall we erase everything we hold about you, at once and for good?",
    not_erased="Nothing was erased.",
    erased="Everything is erased. Goodbye, and thank you for talking with us.",
    closed="All right.",
    leave="No more of these",
    left="All right: you will get no more of “{topic}”.",
    left_already="That is done already: you get no more of “{topic}”.",
    stop_everything="Stop everything",
    still_under_way="“{title}” is still under way. Shall we begin it anew?",
    goes_on="All right, we leave it as it is.",
    handed_over="Somebody of our team takes over from here: just write.",
    handed_noted="We have made a note of it: somebody of our team will see to it.",
    handed_back="You are talking with the bot again.",
    desk_opening="{who} ({channel}) is handed over to you.",
    desk_stopped="They have stopped the conversation.",
    desk_somebody="Somebody",
    desk_lost="The bot did not understand: {said}",
    desk_elsewhere="This conversation is not handed over to you.",
    link_code=(
        "To go on with me somewhere else as the same person, write to me there: {word} {code}\n"
        "It works once, for ten minutes. Give it to nobody else."
    ),
    link_addresses="Or open me there:",
    link_in_private="Only the two of us can do that: say it to me in private.",
    only_in_private="What I have to say to this is for you alone: write to me in private.",
    link_question="Somebody on {where} ({who}) wants to join this conversation. Is that you?",
    link_sure="This joins you with {who} on {where}. Is that you?",
    link_somebody="no name",
    link_refused={
        "wrong": "This code is not good, or not any more. Say “link” there for a new one.",
        "limit": "That was not a good code too often. Try again in an hour.",
        "same": "You are one and the same here already.",
        "both": "Both of you are linked with others already: say “unlink” on one side first.",
        "busy": "Something is still on its way to you. Say “link” again in a few minutes.",
        "late": "The time for that is over. Say “link” again for a new code.",
    },
    link_waits="Good. Now say yes on the other side, too.",
    link_declined="All right: nothing was joined.",
    linked="From now on you are one person for me, here and on {where}.",
    unlinked="From now on this account stands alone again, as it was before.",
    not_linked="This account is not linked with any other.",
    held_linked="Linked: {value}",
    close_vote="Close the vote",
    counted="Counted. Until the vote is closed you can still change it.",
    not_yours_to_end="Whoever began the vote can close it.",
    cancelled="Cancelled, for everyone here.",
    cancel_here="What all of you share ends with: cancel.",
    universal={
        "help": "What we can talk about",
        "back": "To the question before",
        "restart": "Begin again",
        "language": "Choose your language",
        "privacy": "See, take or erase what we hold about you",
        "link": "Go on somewhere else as the same person",
        "unlink": "Let this account stand alone again",
        "stop": "End everything: no more messages from us",
    },
)

_ITALIAN = ProductTexts(
    yes="Sì",
    no="No",
    skip="Salta",
    keep="Tieni",
    done="Fatto",
    share_contact="Condividi il mio numero",
    share_location="Condividi la mia posizione",
    close="Chiudi",
    export="Esporta",
    erase="Cancella",
    start_again="Ricominciamo",
    again={
        "text": "Qui mi servono due parole, per favore.",
        "choice": "Scegli una di queste, per favore.",
        "choices": "Scegli fra queste, quante ne vuoi.",
        "yes_no": "Solo un sì o un no, per favore.",
        "number": "Un numero, per favore.",
        "rating": "Un numero intero, per favore.",
        "photo": "Una foto, per favore.",
        "file": "Un file, per favore.",
        "location": "La tua posizione, per favore: condividila, o scrivila così: 45.4642, 9.19.",
        "contact": "Un contatto, per favore: condividilo, o scrivi un numero di telefono.",
        "poll": "Scegli fra queste, quante ne vuoi.",
        "date": "Una data, per favore: va bene 5 maggio, venerdì prossimo o domani.",
        "time": "Un orario, per favore: va bene 9:30, o le cinque meno un quarto.",
        "email": "Un indirizzo e-mail, per favore, come ada@example.org.",
        "phone": "Un numero di telefono, per favore, con il prefisso.",
        "url": "L'indirizzo di una pagina web, per favore, come example.org.",
    },
    again_least="Un numero da {least} in su, per favore.",
    again_most="Un numero fino a {most}, per favore.",
    again_between="Un numero fra {least} e {most}, per favore.",
    again_several="Per favore, scegline da {least} a {most}.",
    again_from={
        "date": "Una data dal giorno {least} in poi, per favore.",
        "time": "Un orario dalle {least} in poi, per favore.",
    },
    again_until={
        "date": "Una data fino al giorno {most}, per favore.",
        "time": "Un orario fino alle {most}, per favore.",
    },
    again_within={
        "date": "Una data dal giorno {least} al giorno {most}, per favore.",
        "time": "Un orario dalle {least} alle {most}, per favore.",
    },
    picked="Finora: {labels}. Scegline altre, oppure di' che hai fatto.",
    nothing_picked="Ancora nessuna scelta.",
    not_understood="Scusa, non ho capito.",
    can_talk_about="Ecco di cosa possiamo parlare:",
    nothing_to_talk_about="Qui non c'è ancora niente di cui parlare.",
    always="Puoi sempre dire: stop, indietro, ricomincia, lingua, privacy, aiuto.",
    say_keyword="di' «{word}»",
    which="Quale di questi intendi?",
    stopped=(
        "Ci fermiamo qui. Non avrai più nostre notizie, a meno che non ci scriva tu: "
        "allora riprendiamo volentieri."
    ),
    over="Quella domanda è ormai chiusa.",
    used="Quel pulsante l'hai già premuto.",
    comes_back="Ci torniamo fra un momento.",
    finish_first="Prima finiamo qui.",
    nothing_to_go_back_to="Non c'è una domanda a cui tornare.",
    changed="Scusa: «{title}» è cambiato nel frattempo e non possiamo riprendere da dov'eravamo.",
    failed="Scusa, qualcosa è andato storto da parte nostra. Ne abbiamo preso nota.",
    language_question="Quale lingua preferisci?",
    language_set="D'ora in poi parliamo italiano.",
    only_language="Qui parliamo una lingua sola: {language}.",
    held="Ecco che cosa conserviamo di te:",
    held_name="Nome: {value}",
    held_language="Lingua: {value}",
    held_timezone="Fuso orario: {value}",
    held_channel="Canale: {value}",
    held_since="Con noi dal: {value}",
    held_topics="Hai chiesto di ricevere: {value}",
    held_tags="Etichette: {value}",
    held_values="Che cosa ci hai detto:",
    held_conversation="E le tue risposte, e quello che ci siamo detti: con Esporta ricevi tutto.",
    nothing="niente",
    exported="Ecco tutto ciò che conserviamo di te.",
    erase_question="Cancelliamo tutto ciò che conserviamo di te, subito e per sempre?",
    not_erased="Non è stato cancellato niente.",
    erased="Abbiamo cancellato tutto. Ciao, e grazie della conversazione.",
    closed="Va bene.",
    leave="Non inviarmene più",
    left="Va bene: di «{topic}» non riceverai più niente.",
    left_already="È già fatto: di «{topic}» non ricevi più niente.",
    stop_everything="Ferma tutto",
    still_under_way="«{title}» è ancora in corso. Lo ricominciamo da capo?",
    goes_on="Va bene, lo lasciamo com'è.",
    handed_over="Da qui continua una persona del nostro team: scrivi pure.",
    handed_noted="Ne abbiamo preso nota: se ne occuperà una persona del nostro team.",
    handed_back="Ora parli di nuovo con il bot.",
    desk_opening="{who} ({channel}) passa a voi.",
    desk_stopped="Ha fermato la conversazione.",
    desk_somebody="Una persona",
    desk_lost="Il bot non ha capito: {said}",
    desk_elsewhere="Questa conversazione non è stata passata a voi.",
    link_code=(
        "Per continuare con me altrove come la stessa persona, scrivimi lì: {word} {code}\n"
        "Vale una volta sola, per dieci minuti. Non darlo a nessun altro."
    ),
    link_addresses="Oppure aprimi lì:",
    link_in_private="Questo lo possiamo fare solo fra noi due: dimmelo in privato.",
    only_in_private="Quello che ho da dire è solo per te: scrivimi in privato.",
    link_question="Qualcuno su {where} ({who}) vuole unirsi a questa conversazione. Sei tu?",
    link_sure="Così ti unisci a {who} su {where}. Sei tu?",
    link_somebody="senza nome",
    link_refused={
        "wrong": "Questo codice non va, o non va più. Di' «collega» lì per averne uno.",
        "limit": "Troppi codici che non andavano. Riprova fra un'ora.",
        "same": "Qui sei già la stessa persona.",
        "both": "Siete già collegati con altri tutti e due: prima di' «scollega» da una parte.",
        "busy": "Ti sta ancora arrivando qualcosa. Di' di nuovo «collega» fra qualche minuto.",
        "late": "Il tempo è passato. Di' di nuovo «collega» per avere un codice.",
    },
    link_waits="Bene. Ora di' di sì anche dall'altra parte.",
    link_declined="Va bene: non abbiamo unito niente.",
    linked="D'ora in poi per me sei una persona sola, qui e su {where}.",
    unlinked="D'ora in poi questo account sta di nuovo da solo, com'era prima.",
    not_linked="Questo account non è collegato con nessun altro.",
    held_linked="Collegato: {value}",
    close_vote="Chiudi il voto",
    counted="Contato. Finché il voto è aperto puoi ancora cambiarlo.",
    not_yours_to_end="Può chiudere il voto chi l'ha cominciato.",
    cancelled="Annullato, per tutti qui.",
    cancel_here="Quello che condividete finisce con: annulla.",
    universal={
        "help": "Di che cosa possiamo parlare",
        "back": "Torna alla domanda precedente",
        "restart": "Ricomincia da capo",
        "language": "Scegli la lingua",
        "privacy": "Vedi, ricevi o cancella ciò che conserviamo di te",
        "link": "Continua altrove come la stessa persona",
        "unlink": "Questo account torna a stare da solo",
        "stop": "Fine di tutto: nessun altro messaggio da noi",
    },
)

_TEXTS = {"en": _ENGLISH, "it": _ITALIAN}

_LANGUAGE_NAMES = {
    "en": ("English", "inglese"),
    "it": ("Italiano", "Italian"),
    "de": ("Deutsch", "German", "tedesco"),
    "es": ("Español", "Spanish", "spagnolo"),
    "fr": ("Français", "French", "francese"),
    "nl": ("Nederlands", "Dutch", "olandese"),
    "pt": ("Português", "Portuguese", "portoghese"),
}
"""A language's own name first, then what those who ask for it may call it."""

_PRIVACY_NAMES = {
    "export": ("export", "esporta"),
    "erase": ("erase", "delete", "cancella", "elimina"),
    "close": ("close", "chiudi"),
}
"""What people type instead of pressing, in any language."""


def texts_in(language: str) -> ProductTexts:
    """Return the product's words in a language (BCP 47), English where we do not know it."""
    texts = _TEXTS.get(language)
    return _TEXTS.get(language.partition("-")[0], _ENGLISH) if texts is None else texts


def privacy_names(name: str) -> tuple[str, ...]:
    """Return what people may call one of the things that *privacy* offers."""
    return _PRIVACY_NAMES.get(name, (name,))


def language_names(language: str) -> tuple[str, ...]:
    """Return what a language is called, its own name first; its tag where we do not know it."""
    return (*_LANGUAGE_NAMES.get(language.partition("-")[0], ()), language)
