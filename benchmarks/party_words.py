"""Fictitious names for party_mentions.py in their own scripts, in two halves: one to learn on, one to be measured on.

Transliterations are those of the published tables, written here a second time and apart from parties/names.py:
GOST 7.79-2000 B, ISO 9:1995, BGN/PCGN 1947, ICAO Doc 9303, Kazakh Latin of 2021, Uzbek Latin of 1995, the Georgian
national system of 2002, Hanyu Pinyin.
"""


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


SURNAMES = {
    "ru": words(
        "Лазар Щерб Чурк Жильц Юшк Ярем Хромц Цапл Шипил Ершк Громык Дубров Капит Мельн Носк Панфил Рыжк "
        "Синиц Тарас Уваж Фирс Голубц Буян Верещ Зыбк Кудряш Лопат Морж Овсян Пугач"
    ),
    "kk": words(
        "Жұмаб Қайрат Әбдірах Нұрғал Өтеген Сәрсен Тілеген Ұзақб Бекжан Шыңғыс Ерғали Мұқаш Есенб Айтқаз "
        "Дәулет Қожах Сәтбай Әлімж Жақып Төлеген Бөкенб Ілияс Үсенб Ғабит Серікб Оразал Қуаныш Мәжит Тәжіб "
        "Ақпан"
    ),
    "uz": words(
        "Юлдаш Ғафур Қодир Ҳакимж Ўрин Шоазиз Холмат Чориш Жўра Тўхтас Маҳкам Раҳим Собир Эргаш Бахтиёр Ғулом "
        "Ҳамид Ўктам Қосим Абдужаб Нурмат Хужаназ Ражаб Шокир Эшон Турсун Ёқуб Зокир Мирзаак Одил"
    ),
    "ka": words(
        "გიორგა ბერუა წიკლა ჭანტუ ხარაი ლომთა ჯაფარი ყიფია ძიძიგუ შენგე ცხადა ღვინია კვარაცხა ჟორჟოლია თოფუ "
        "ნიჟარა მაისურა ქავთა რობაქი სვანი ფირცხა ჩხეი ტაბატა ზურაბი ელია ვაჩნა იაშვი ონიანი დოლი უგრეხე"
    ),
    "tr": words(
        "Yıldız Şahin Çelik Öztürk Aydın Güneş Kılıç Doğan Arslan Koç Özdemir Şimşek Bulut Çetin Yücel Aksoy "
        "Güler Taşkın Uçar Sönmez Kurt Işık Ünal Ağaç Ceylan Gündoğdu Turgut Bozkır Keskin Çınar"
    ),
}
ENDINGS = {
    "ru": ("ов", "ев", "енко", "ский", "ин", "ева"),
    "kk": ("ов", "ова", "ұлы", "ев", ""),
    "uz": ("ов", "ова", "ев", "хўжаев"),
    "ka": ("შვილი", "ძე", "ია", "ავა"),
    "tr": ("", "oğlu", "er", "soy"),
}
MIDDLES = {
    "ru": ("", "ал", "ин", "ар", "ен", "ул", "им", "от", "ед", "уз", "ич", "ош"),
    "ka": ("", "რი", "ლა", "ნე", "კუ", "თო", "მი", "ზა", "ბე", "შო", "დუ", "გი"),
    "tr": ("", "ak", "er", "gül", "han", "kan", "man", "taş", "demir", "bey", "can", "su"),
}
GIVEN = {
    "ru": words(
        "Алексей Юлия Сергей Наталья Дмитрий Елена Виктор Анастасия Андрей Ольга Евгений Мария Александр "
        "Ксения Игорь Людмила Вячеслав Надежда Фёдор Татьяна Геннадий Жанна Николай Яна Щепан Эдуард Максим "
        "Любовь Артём Цезарь"
    ),
    "kk": words(
        "Айгүл Нұрлан Жандос Әсел Ерлан Қанат Мәдина Дәурен Гүлнәр Серік Жанар Бауыржан Ақмарал Тимур Шолпан "
        "Ғалым Назгүл Олжас Сәуле Арман Күләш Еркін Динара Марат Жұлдыз Асқар Меруерт Болат Айжан Қуат"
    ),
    "uz": words(
        "Жамшид Дилноза Шавкат Гулбаҳор Ўткир Нигора Баҳром Зулфия Элдор Хуршида Ғайрат Феруза Қаҳрамон "
        "Мунира Сардор Юлдуз Ойбек Шаҳноза Тоҳир Чарос Аброр Ҳилола Равшан Ёрқиной Рустам Азиза Икром Дурдона "
        "Жасур Лола"
    ),
    "ka": words(
        "გიორგი ნინო დავითი თამარი ლევანი ქეთევანი ზურაბი ეკატერინე ირაკლი მარიამი ვახტანგი ხათუნა ნოდარი "
        "შორენა ოთარი ლია თენგიზი ჯულიეტა გურამი ნანა პაატა ციცინო ჯემალი მზია შოთა ეთერი ბესიკი რუსუდანი "
        "კახა ლელა"
    ),
    "tr": words(
        "Mehmet Ayşe Hüseyin Gülşen İbrahim Çiğdem Oğuz Şule Yusuf Özlem Murat Elif Tunç Esra Kağan Pınar Cem "
        "Büşra Ömer Sibel Ufuk Derya Barış Gönül Erkan Nazlı Süleyman Tuğba Volkan Ceyda"
    ),
}
FIRMS = {
    "ru": words(
        "Ромашка Северный Альянс Горизонт Якорь Щит Хрусталь Юнона Жемчуг Цитадель Вершина Берег Чайка Маяк "
        "Эталон Полюс Кедр Родник Сокол Янтарь Орбита Факел Исток Каскад Лагуна Меркурий Радуга Снежный Тайга "
        "Уголёк"
    ),
    "kk": words(
        "Алтын Дала Жібек Жолы Көкше Шаңырақ Қазына Өркен Тұран Ақжол Бәйтерек Самұрық Нұрлы Жетісу Ғарыш "
        "Әлем Сарыарқа Үміт Ұлытау Қыран Мұрагер Тұлпар Барыс Айдын Өзен Кемел Жігер Дархан Інжу Арна"
    ),
    "uz": words(
        "Олтин Водий Шарқ Юлдузи Ғалаба Ўзбек Ипак Йўли Ҳумо Чинор Баракат Зилол Қорасув Хазина Нур Меҳнат "
        "Оқтепа Жайхун Турон Шодлик Эзгулик Бўстон Миришкор Саховат Ғунча Навбаҳор Файз Чашма Дўстлик Ёғду"
    ),
    "ka": words(
        "მზე კავკასია ღვინო ჯვარი ყვავილი წყარო ხიდი ძველი ქალაქი შავი ზღვა ცისარტყელა ჭადარი არწივი თბილი "
        "ოქრო მთა ვაზი ტალღა იბერია ლომი ნარინჯი რიონი სამშობლო ფოთოლი ჩინარი კოლხეთი დილა ბაღი ენგური"
    ),
    "tr": words(
        "Yıldız Deniz Güneş Çınar Şafak Anadolu Öncü Işık Doğu Kuzey Kartal Gökyüzü Bereket Çiçek Umut Irmak "
        "Şelale Altın Toros Köprü Marmara Ege Ülkü Zirve Ağrı Bozkır Kayı Safir Ceylan Yayla"
    ),
    "zh": words(
        "华强 天成 金龙 宏达 永丰 东方 新时代 星光 鹏程 恒通 三江 海悦 中信德 祥云 南山 "
        "长虹 瑞泰 博远 兴业 明珠 广源 凯旋 大通 佳美 盛世 康宁 白云 飞鹰 众合 正阳"
    ),
}
TRADES = {
    "ru": ("Трейд", "Транс", "Логистик", "Сервис", "Импорт", "Строй", "Фарм", "Торг"),
    "kk": ("Трейд", "Транс", "Групп", "Сауда", "Құрылыс", "Логистик", "Сервис", "Тау"),
    "uz": ("Савдо", "Транс", "Текстиль", "Сервис", "Групп", "Импэкс", "Бизнес", "Фарм"),
    "ka": ("თრეიდი", "ტრანსი", "ჯგუფი", "იმპორტი", "სერვისი", "ფარმა", "ლოჯისტიკა", "პლუსი"),
    "tr": ("Tekstil", "Nakliyat", "Lojistik", "Gıda", "Kimya", "Otomotiv", "Dış Ticaret", "Makina"),
    "zh": ("电子", "贸易", "科技", "国际物流", "服装", "进出口", "五金", "玩具"),
}
FORMS = {
    "ru": ("ООО", "OOO", "LLC", "Ltd", "АО"),
    "kk": ("ТОО", "ЖШС", "LLP", "TOO", "JShS", "Ltd."),
    "uz": ("МЧЖ", "MCHJ", "ООО", "LLC", "QK"),
    "ka": ("შპს", "LLC", "Ltd", "ООО", "SHPS"),
    "tr": ("Ltd. Şti.", "A.Ş.", "San. ve Tic. Ltd. Şti.", "LTD STI", "LLC"),
    "zh": ("有限公司", "Co., Ltd", "CO LTD", "Youxian Gongsi", "Limited"),
}
STREETS = {
    "ru": words(
        "Лесной Морской Цветочный Юбилейный Школьный Хвойный Щорс Янтарный Жемчужный Речной Заводской Чайковский"
    ),
    "kk": words("Абай Төлеби Қабанбай Жандос Шевченко Әуезов Сәтбаев Гоголь Құрманғазы Райымбек Достық Байзақ"),
    "uz": words("Навоий Амир Темур Бобур Шота Беруний Мустақиллик Фарғона Чилонзор Юнусобод Ойбек Нукус"),
    "ka": words(
        "რუსთაველი აღმაშენებელი წერეთელი ჭავჭავაძე კოსტავა ვაჟა გორგასალი ბარათაშვილი ლესელიძე მელიქიშვილი "
        "ხიმშიაშვილი გურამი"
    ),
    "tr": words("Atatürk İstiklal Cumhuriyet Fevzi Laleli Ordu Güneşli Merter Bağdat Çarşı İnönü Zeytin"),
    "zh": words("Renmin Zhongshan Jiefang Beijing Huaqiang Shennan Dongfeng Tianhe Xinhua Hongqi Nanjing Fuzhou"),
}
PLACES = {
    "ru": (("Москва", "Moscow", "Moskva"), "RU"),
    "kk": (("Алматы", "Almaty", "Alma-Ata", "г. Алматы"), "KZ"),
    "uz": (("Тошкент", "Toshkent", "Tashkent", "Toshkent shahri"), "UZ"),
    "ka": (("თბილისი", "Tbilisi", "Тбилиси"), "GE"),
    "tr": (("İstanbul", "Istanbul", "Стамбул"), "TR"),
    "zh": (("Shenzhen", "SHENZHEN", "Guangzhou"), "CN"),
}
ADDRESSES = {
    "ru": ("ул. {street}, д. {house}, кв. {flat}", "{street} {house}-{flat}", "ul. {street} {house} kv {flat}"),
    "kk": (
        "{street} көшесі {house}, {flat} пәтер",
        "ул. {street}, {house}, кв.{flat}",
        "{house} {street} str., apt {flat}",
    ),
    "uz": (
        "{street} кўчаси {house}, хонадон {flat}",
        "{street} ko'chasi, {house}-uy, {flat}-xonadon",
        "{street} st {house}/{flat}",
    ),
    "ka": ("{street} ქ. {house}, ბინა {flat}", "{street} str. {house}, apt. {flat}", "ул. {street} {house}-{flat}"),
    "tr": (
        "{street} Cad. No:{house} D:{flat}",
        "{street} Caddesi {house}/{flat}",
        "{street} Cd. No {house} Daire {flat}",
    ),
    "zh": ("Room {flat}, No.{house} {street} Road", "{house} {street} Rd Rm {flat}", "{street} Lu {house} Hao {flat}"),
}
DIALS = {"RU": ("+7", "9", 9), "KZ": ("+7", "701", 7), "UZ": ("+998", "90", 7), "GE": ("+995", "599", 6),
         "TR": ("+90", "532", 7), "CN": ("+86", "138", 8)}  # fmt: skip

_CYRILLIC = words("а б в г д е ё ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я ә ғ қ ң ө ұ ү һ і ў ҳ")


def _table(said: str) -> dict[str, str]:
    return dict(zip(_CYRILLIC, ("" if sound == "-" else sound for sound in said.split()), strict=True))


TABLES = {
    "gost": _table(
        "a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh '' y' ' e' yu ya a g k n o u u h i o h"
    ),
    "iso9": _table("a b v g d e ë ž z i j k l m n o p r s t u f h c č š ŝ ʺ y ʹ è û â a ġ ķ ņ ô ù ù ḥ ì ŭ ḩ"),
    "bgn": _table(
        "a b v g d e ë zh z i y k l m n o p r s t u f kh ts ch sh shch ” y ’ e yu ya ä gh q ng ö ū ü h i ŭ ḩ"
    ),
    "icao": _table(
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia a g k n o u u h i o h"
    ),
    "kk": _table("a b v g d e io j z i i k l m n o p r s t u f h ts ch ş şş - y - e iu ia ä ğ q ñ ö ū ü h i u h"),
    "uz": _table("a b v g d e yo j z i y k l m n o p r s t u f x ts ch sh sh ’ i - e yu ya a gʻ q n o u u h i oʻ h"),
}
GEORGIAN = dict(
    zip(
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        words("a b g d e v z t i k' l m n o p' zh r s t' u p k gh q' sh ch ts dz ts' ch' kh j h"),
        strict=True,
    )
)
PINYIN = dict(zip(
    "华强天成金龙宏达永丰东方新时代星光鹏程恒通三江海悦中信德祥云南山长虹瑞泰博远兴业明珠广源凯旋大佳美盛世康宁白飞鹰众合正阳"
    "电子贸易科技国际物流服装进出口五玩具",
    words(
        "hua qiang tian cheng jin long hong da yong feng dong fang xin shi dai xing guang peng cheng heng "
        "tong san jiang hai yue zhong xin de xiang yun nan shan chang hong rui tai bo yuan xing ye ming zhu "
        "guang yuan kai xuan da jia mei sheng shi kang ning bai fei ying zhong he zheng yang dian zi mao yi "
        "ke ji guo ji wu liu fu zhuang jin chu kou wu wan ju"
    ), strict=True))  # fmt: skip
