namespace Oracle.Embeddings.Tests.Hash;

public sealed class SimilarityTests
{
    public static TheoryData<string, string, string> Triples { get; } = new()
    {
        {
            "A tombstone keeps the deletion until every copy has confirmed it.",
            "Deletions are kept as tombstones until all copies confirm.",
            "The circuit breaker opens after five time-outs in a row."
        },
        {
            "Retry with exponential backoff and full jitter.",
            "retrying: exponential back-off, jittered",
            "Each section of a note becomes one document."
        },
        {
            "ลบเอกสารแล้วต้องเก็บป้ายหลุมศพไว้จนกว่าทุกที่จะยืนยัน",
            "ป้ายหลุมศพของเอกสารที่ลบ เก็บไว้จนทุกที่ยืนยันการลบ",
            "ตัวตัดวงจรเปิดเมื่อหมดเวลารอติดกันห้าครั้ง"
        },
        {
            "ค้นหาข้อความภาษาไทยด้วยไตรแกรม",
            "ไตรแกรมช่วยให้ค้นหาภาษาไทยได้",
            "สำรองฐานข้อมูลทุกคืนแล้วลองกู้คืนดู"
        },
        {
            "把文档写入数据库之后再同步到向量库",
            "文档先写入数据库,然后同步向量库",
            "断路器在连续超时之后打开"
        },
        {
            "文書をデータベースに書き込んでから同期する",
            "データベースに文書を書き込み、あとで同期",
            "検索はキーワードだけで動き続ける"
        },
        {
            "문서를 데이터베이스에 저장한 다음 동기화한다",
            "데이터베이스에 저장된 문서의 동기화",
            "회로 차단기가 열린다"
        },
    };

    [Theory]
    [MemberData(nameof(Triples))]
    public void Texts_that_share_words_are_nearer_than_texts_that_do_not(string text, string near, string far) =>
        Assert.True(
            Vectors.Similarity(text, near) > Vectors.Similarity(text, far) + 0.2,
            $"near {Vectors.Similarity(text, near):F3}, far {Vectors.Similarity(text, far):F3}");

    [Theory]
    [InlineData("reconciliation", "reconciliations")]
    [InlineData("idempotent", "idempotence")]
    [InlineData("quarantine", "qarantine")]
    [InlineData("การซิงค์ข้อมูล", "ซิงค์ข้อมูล")]
    public void Inflected_and_misspelt_words_still_meet(string one, string other) =>
        Assert.True(Vectors.Similarity(one, other) > 0.4, $"{Vectors.Similarity(one, other):F3}");

    [Fact]
    public void Function_words_do_not_make_texts_similar() =>
        Assert.True(Vectors.Similarity("what is that in the outbox", "what is that in the kitchen") < 0.2);

    [Fact]
    public void A_word_said_a_hundred_times_does_not_drown_the_rest()
    {
        var shouted = string.Concat(Enumerable.Repeat("outbox ", 100)) + "tombstone";

        Assert.True(Vectors.Similarity(shouted, "tombstone") > 0.1, $"{Vectors.Similarity(shouted, "tombstone"):F3}");
    }

    [Fact]
    public void The_order_of_words_does_not_count() =>
        Assert.Equal(1, Vectors.Similarity("revision generation quarantine", "quarantine revision generation"), 1e-5);
}
