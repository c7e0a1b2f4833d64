namespace Oracle.Testing;

/// <summary>Words that are one word for a reader, and words that are two, over more than twelve scripts.</summary>
public static class FoldedPairs
{
    /// <summary>Each finds the other.</summary>
    public static IReadOnlyList<(string One, string Other)> Equal { get; } =
    [
        // Latin: case, accents, canonical and compatibility forms, width.
        ("Straße", "STRASSE"), ("café", "cafe"), ("cafe\u0301", "café"), ("Ångström", "angstrom"), ("naïve", "NAIVE"), ("Đặng", "đang"),
        ("ﬁnance", "finance"), ("ｆｕｌｌｗｉｄｔｈ", "fullwidth"), ("Ｏｒａｃｌｅ", "oracle"), ("İstanbul", "istanbul"), ("ſtudy", "study"), ("ǆungla", "džungla"),
        ("№7", "No7"), ("x²y", "x2y"), ("Việt", "viet"), ("žluťoučký", "zlutoucky"), ("ĿAB", "l·ab"), ("soft\u00ADhyphen", "softhyphen"), ("zero\u200Bwidth", "zerowidth"),
        ("①②③", "123"), ("ℌello", "hello"), ("𝐛old", "bold"), ("㎏s", "kgs"),
        // Greek.
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"), ("λόγος", "λόγοσ"), ("Ά\u03BB\u03C6\u03B1", "\u0391\u0301λφα"), ("µέτρο", "μέτρο"),
        // Cyrillic.
        ("МОСКВА", "москва"), ("и\u0306од", "йод"), ("за\u0301мок", "замок"), ("Ё\u043B\u043A\u0430", "е\u0308лка"),
        // Armenian, Georgian.
        ("ԵՐԵՎԱՆ", "երեվան"), ("ᲗᲑᲘᲚᲘᲡᲘ", "თბილისი"),
        // Hebrew and Arabic: presentation forms and digits.
        ("\uFB2Aלום", "ש\u05C1לום"), ("ﻣﺮﺣﺒﺎ", "مرحبا"), ("ﷲ", "الله"), ("٢٠٢٦", "2026"), ("۱۴۰۴", "1404"), ("آب", "ا\u0653ب"),
        // Indic scripts: digits and canonical forms.
        ("२०२६", "2026"), ("क़लम", "क\u093Cलम"), ("২০২৬", "2026"), ("ড়িষা", "ড\u09BCিষা"), ("௨௦௨௬", "2026"), ("൨൦൨൬", "2026"), ("ਸ਼ਹਿਰ", "ਸ\u0A3Cਹਿਰ"), ("కొ\u0C46త", "కొ\u0C46త"),
        // Thai, Lao, Khmer, Myanmar, Tibetan.
        ("๒๕๖๗", "2567"), ("น้ำตก", "น\u0E4D\u0E49าตก"), ("ทำงาน", "ท\u0E4Dางาน"), ("໒໐໒໖", "2026"), ("ນ້ຳຕົກ", "ນ\u0ECD\u0EC9າຕົກ"), ("២០២៦", "2026"), ("၂၀၂၆", "2026"), ("༢༠༢༦", "2026"),
        // Japanese, Korean, Chinese.
        ("ｶﾀｶﾅ", "カタカナ"), ("か\u3099くせい", "がくせい"), ("한국어", "\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165"), ("㈱会社", "(株)会社"), ("\uF900図書", "豈図書"), ("㍿東京", "株式会社東京"), ("ﾊﾟﾝ屋", "パン屋"),
        // Cherokee's and Deseret's capitals, Adlam's digits.
        ("𐐀𐐁𐐂", "𐐨𐐩𐐪"), ("𞥒𞥐𞥒𞥖", "2026"),
    ];

    /// <summary>Neither finds the other.</summary>
    public static IReadOnlyList<(string One, string Other)> Different { get; } =
    [
        ("søren", "soren"), ("łódź", "lodz"), ("đorđe", "dorde"), ("kırmızı", "kirmizi"), ("þing", "thing"),
        ("йод", "иод"), ("ёлка", "елка"), ("їжак", "іжак"), ("ќе", "ке"),
        ("がくせい", "かくせい"), ("パン屋", "バン屋"), ("はし", "ハシ"), ("っき", "つき"),
        ("ปา", "ป่า"), ("ข้าว", "ขาว"), ("มา", "ม้า"), ("เสือ", "เสื้อ"), ("กิน", "กัน"), ("ຂ້າວ", "ຂາວ"),
        ("कमल", "कमाल"), ("दिन", "दीन"), ("বন", "বান"),
        ("מלך", "מלכה"), ("كتب", "كاتب"), ("한국", "한굴"), ("大阪", "犬阪"), ("ka", "kako"), ("2567", "2568"),
    ];
}
