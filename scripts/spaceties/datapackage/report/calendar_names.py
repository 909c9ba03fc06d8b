"""Names of months and seasons in the languages of the sources, and words for since and until.

Those of Unicode CLDR, as they stand alone and in a date, and usual abbreviations, in lower case;
without what is another month in another language (listopad, in Polish November, in Croatian
October).
"""

from __future__ import annotations

# From January to December; parted by / where there are several, - where there is none.
OF_LANGUAGES = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept
  october/oct november/nov december/dec
januar/jänner februar märz/mär/mrz april mai juni juli august september oktober/okt november
  dezember/dez
janvier/janv février/févr/fév mars avril/avr mai juin juillet/juil août septembre octobre novembre
  décembre/déc
enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre octubre noviembre
  diciembre/dic
gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/set
  ottobre/ott novembre dicembre
janeiro fevereiro/fev março abril maio junho julho agosto setembro outubro/out novembro dezembro
styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maj/maja czerwiec/czerwca lipiec/lipca
  sierpień/sierpnia wrzesień/września październik/października - grudzień/grudnia
январь/января/янв февраль/февраля/фев/февр март/марта/мар апрель/апреля/апр май/мая июнь/июня/июн
  июль/июля/июл август/августа/авг сентябрь/сентября/сен/сент октябрь/октября/окт
  ноябрь/ноября/ноя/нояб декабрь/декабря/дек
січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня
  липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня
студзень/студзеня люты/лютага сакавік/сакавіка красавік/красавіка травень/мая чэрвень/чэрвеня
  ліпень/ліпеня жнівень/жніўня верасень/верасня кастрычнік/кастрычніка лістапад/лістапада
  снежань/снежня
януари февруари март април май юни юли август септември октомври ноември декември
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
januari februari maret april mei juni juli agustus september oktober november desember
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
január február március április május június július augusztus szeptember október november december
ιανουάριος/ιανουαρίου φεβρουάριος/φεβρουαρίου μάρτιος/μαρτίου απρίλιος/απριλίου μάιος/μαΐου
  ιούνιος/ιουνίου ιούλιος/ιουλίου αύγουστος/αυγούστου σεπτέμβριος/σεπτεμβρίου οκτώβριος/οκτωβρίου
  νοέμβριος/νοεμβρίου δεκέμβριος/δεκεμβρίου
leden/ledna únor/února březen/března duben/dubna květen/května červen/června červenec/července
  srpen/srpna září říjen/října - prosinec/prosince
január/januára február/februára marec apríl/apríla máj/mája jún/júna júl/júla august/augusta
  september/septembra október/októbra november/novembra december/decembra
januarja februarja marca aprila maja junija julija avgust/avgusta septembra oktobra novembra
  decembra
يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
"""
MONTHS: dict[str, int] = {}
for _names in OF_LANGUAGES.replace("\n  ", " ").strip().splitlines():
    for _number, _spelt in enumerate(_names.split(), 1):
        MONTHS |= dict.fromkeys(_spelt.strip("-").split("/"), _number)
MONTHS.pop("")

SEASONS = {  # as EDTF numbers them
    **dict.fromkeys(("spring", "frühling", "frühjahr", "printemps", "primavera", "весна"), 21),
    **dict.fromkeys(("весной", "весны", "wiosna", "jaro", "lente", "春", "春季", "봄"), 21),
    **dict.fromkeys(("summer", "sommer", "été", "verano", "estate", "verão", "лето"), 22),
    **dict.fromkeys(("летом", "лета", "літо", "lato", "léto", "zomer", "夏", "夏季", "여름"), 22),
    **dict.fromkeys(("autumn", "fall", "herbst", "automne", "otoño", "autunno", "outono"), 23),
    **dict.fromkeys(("осень", "осенью", "осени", "осінь", "jesień", "podzim", "herfst"), 23),
    **dict.fromkeys(("秋", "秋季", "가을"), 23),
    **dict.fromkeys(("winter", "hiver", "invierno", "inverno", "зима", "зимой", "зимы"), 24),
    **dict.fromkeys(("zima", "冬", "冬季", "겨울"), 24),
}
SINCE = "since|from|seit|ab|depuis|desde|dal|sinds|od|с|з|починаючи з|начиная с|自|从"
UNTIL = "before|until|till|to|bis|jusqu'en|jusqu’en|jusqu'à|hasta|até|fino al|tot|do|до"
# What stands before a day, and a word or sign for year behind one
BEFORE_DAY = "le|am|den|el|il|on|op|em"
YEAR_WORDS = "年|년|год|года|году|г|г\\.|р|р\\.|рік"
