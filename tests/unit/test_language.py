"""The language of a text: known by script, guessed by words, else "und"."""

import pytest

from curation.text.language import guess_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("th", "พยาบาลในกรุงเทพที่ฝึกมวยไทยทุกเช้า"),
        ("ko", "부산에서 작은 빵집을 운영하는 마흔 살의 제빵사"),
        ("ja", "北海道の酪農家で、天気を毎日記録している女性"),
        ("zh", "一位在四川山区行医三十年的乡村医生"),
        ("ar", "معلمة رياضيات في القاهرة تحب الشعر القديم"),
        ("fa", "معلم ریاضی در تهران که چای می‌نوشد و گل می‌کارد"),
        ("ur", "لاہور کی ایک استانی جو بچوں کو پڑھاتی ہے"),
        ("hi", "वाराणसी की एक बुनकर जो रेशमी साड़ियाँ बनाती है"),
        ("ru", "Пенсионер-рыбак с Камчатки, чинит моторы"),
        ("uk", "Вчителька з Львова, яка збирає старі мапи її міста"),
        ("el", "Συνταξιούχος ψαράς από την Κρήτη που φτιάχνει βάρκες"),
        ("he", "מורה לפיזיקה מחיפה שאוהבת לטייל"),
    ],
)
def test_a_script_tells_the_language(language: str, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A retired train driver from Leeds who plays chess with his grandson."),
        ("en", "a beginner diver undergoing training"),
        ("es", "Una mujer que cultiva café y enseña a leer a sus vecinos."),
        ("fr", "Une boulangère de Lyon qui se lève à trois heures du matin."),
        ("de", "Eine Schreinerin aus Freiburg, die alte Fenster restauriert."),
        ("pt", "Uma pescadora do Recife que conserta redes e não usa relógio."),
        ("it", "Un pensionato che coltiva i pomodori nel suo orto."),
        ("nl", "Een verpleegkundige uit Utrecht die in het weekend schaatst."),
        ("sw", "Mwalimu wa hisabati kutoka Mombasa anayependa mashairi."),
        ("id", "Seorang guru desa yang mengajar matematika dengan permainan."),
        ("tr", "Köy okulunda matematik öğreten genç bir öğretmen ve arıcı."),
        ("vi", "Bác sĩ trẻ làm ở khoa cấp cứu của bệnh viện."),
        ("pl", "Emerytowany kolejarz z Łodzi, który naprawia zegary."),
    ],
)
def test_words_tell_the_language_in_latin_letters(language: str, text: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1234 !?",
        "Software engineer",
        "En sjuksköterska från Lund som seglar på somrarna.",
        "Egy nyugdíjas tanár, aki méheket tart.",
        "Eläkkeellä oleva opettaja, joka hoitaa mehiläisiä.",
        "Učitel z Brna, který chová včely.",
        "Isang guro na nagtuturo ng matematika sa mga bata.",
    ],
)
def test_what_is_not_clear_is_undetermined(text: str) -> None:
    assert guess_language(text) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "A politician in Denmark who greatly admires Aksel Møller",
        "A woman from Hanoi who adored Trịnh Văn Bảo's victory last year.",
        "a fan of 北京 opera who lives in Örnsköldsvik and reads Dostoevsky",
        "A waiter at La Casa de los Abuelos who is saving for a boat",
    ],
)
def test_foreign_names_do_not_turn_an_english_text(text: str) -> None:
    assert guess_language(text) == "en"


def test_latin_brand_names_do_not_outweigh_chinese() -> None:
    assert guess_language("狂热的 K-Pop 爱好者，热爱 Weki Meki") == "zh"


def test_capitals_do_not_matter() -> None:
    assert guess_language("UNE BOULANGÈRE DE LYON QUI SE LÈVE AVEC LE SOLEIL") == "fr"


def test_only_the_head_of_a_long_text_is_read() -> None:
    assert guess_language("The cat and the dog. " * 300 + "พยาบาล" * 50_000) == "en"
