using System.Numerics.Tensors;
using CsCheck;
using Microsoft.Extensions.AI;
using Oracle.Embeddings.Onnx;

namespace Oracle.Embeddings.Tests.Onnx;

public sealed class OnnxEmbeddingGeneratorTests(LoadedModels models) : IClassFixture<LoadedModels>
{
    private const string Note = "Each autumn monarch butterflies fly from Canada to fir forests in Mexico.";

    [SkippableTheory]
    [InlineData(OnnxModels.Default)]
    [InlineData(OnnxModels.MiniLm)]
    public async Task A_question_is_nearer_to_what_answers_it_than_to_what_shares_more_words(string name)
    {
        var model = name == OnnxModels.Default ? models.Arctic : models.MiniLm;
        var question = await One(model.ForQueries, "insect migration before winter");
        var notes = await Vectors(model, Note, "Before winter I check the tyres and the battery of the car.");

        Assert.True(Similarity(question, notes[0]) > Similarity(question, notes[1]));
    }

    [SkippableFact]
    public async Task A_text_has_one_vector_of_unit_length_whatever_stands_beside_it_in_its_batch()
    {
        var alone = await One(models.Arctic, Note);
        var among = await Vectors(models.Arctic, "short", string.Concat(Enumerable.Repeat(Note + " ", 30)), Note, "");

        Assert.Equal(1, TensorPrimitives.Norm(alone), 4);
        Assert.True(Similarity(alone, among[2]) > 0.9999f);
        Assert.Equal(384, models.Arctic.Model.Dimension);
        Assert.False(models.Arctic.Model.IsLexical);
    }

    [SkippableFact]
    public async Task What_is_asked_has_the_prefix_that_its_maker_gave_it()
    {
        Assert.True(Similarity(await One(models.Arctic.ForQueries, Note), await One(models.Arctic, Note)) < 0.99f);
        Assert.True(Similarity(
            await One(models.Arctic.ForQueries, Note), await One(models.Arctic, "Represent this sentence for searching relevant passages: " + Note)) > 0.9999f);
        Assert.Same(models.Arctic.ForQueries, models.Arctic.GetService(typeof(IEmbeddingGenerator<string, Embedding<float>>), Embedders.QueriesKey));
    }

    [SkippableFact]
    public async Task Texts_of_a_script_that_it_never_saw_are_told_apart_by_their_spelling()
    {
        string[] thai = [.. Enumerable.Range(0, 12).Select(i => $"บันทึกเรื่องที่{"กขคงจฉชซฌญฎฏ"[i]}ว่าด้วยระบบจัดเก็บข้อมูล")];
        var vectors = await Vectors(models.Arctic, thai);

        Assert.Equal(thai.Length, vectors.Select(vector => string.Join(' ', vector)).Distinct().Count());
        var question = await One(models.Arctic.ForQueries, "ระบบจัดเก็บข้อมูล");
        Assert.True(Similarity(question, vectors[0]) > Similarity(question, await One(models.Arctic, "ฝนตกทั้งวันในเชียงใหม่")));
    }

    [SkippableTheory]
    [InlineData("where is the migration of insects", 1, 1.5)]
    [InlineData("Abstrakte Typen dürfen keine öffentlichen Konstruktoren enthalten", 2, 5)]
    [InlineData("ระบบจัดเก็บข้อมูล", 10, 100)]
    [InlineData("  ", 1, 1)]
    public async Task Words_fall_into_many_pieces_where_it_does_not_know_the_language(string text, double least, double most) =>
        Assert.InRange(await models.Arctic.PiecesPerWordAsync(text), least, most);

    [SkippableTheory]
    [InlineData("")]
    [InlineData("\uFFFE \uD800 \uFDD0")]
    [InlineData("[SEP] [CLS] [UNK] [MASK]")]
    [InlineData("😀")]
    public async Task Any_text_has_a_vector(string text)
    {
        Assert.True(EmbeddingQuality.IsUsable(await One(models.Arctic, text), 384));
        Assert.True(EmbeddingQuality.IsUsable(await One(models.Arctic.ForQueries, text), 384));
    }

    [SkippableFact]
    public async Task A_text_of_millions_of_characters_takes_no_longer_than_a_window_of_it()
    {
        var book = string.Concat(Enumerable.Repeat(Note + " ", 100_000));

        Assert.True(EmbeddingQuality.IsUsable(await One(models.Arctic, book).WaitAsync(TimeSpan.FromSeconds(30)), 384));
        Assert.True(EmbeddingQuality.IsUsable(await One(models.Arctic, new string('x', 8_000_000)).WaitAsync(TimeSpan.FromSeconds(30)), 384));
    }

    [Fact]
    public void Batches_are_sorted_bounded_and_hold_each_text_once() => Gen.Int[2, 512].Array[1, 200].Sample(lengths =>
    {
        var batches = OnnxEmbeddingGenerator.Batches([.. lengths.Select(length => (IReadOnlyList<int>)new int[length])], atOnce: 1).ToList();

        Assert.Equal(Enumerable.Range(0, lengths.Length), batches.SelectMany(batch => batch).Order());
        Assert.Equal(lengths.Order(), batches.SelectMany(batch => batch.Select(i => lengths[i])));
        Assert.All(batches, batch =>
        {
            var longest = batch.Max(i => lengths[i]);
            Assert.True(batch.Count == 1 || (batch.Count * longest <= 2_048 && batch.Count * longest * longest <= 524_288));
        });
    }, iter: 300);

    private static float Similarity(float[] one, float[] other) => TensorPrimitives.Dot(one, other);

    private static async Task<float[]> One(IEmbeddingGenerator<string, Embedding<float>> model, string text) => (await Vectors(model, text))[0];

    private static async Task<IReadOnlyList<float[]>> Vectors(IEmbeddingGenerator<string, Embedding<float>> model, params string[] texts) =>
        [.. (await model.GenerateAsync(texts)).Select(embedding => embedding.Vector.ToArray())];
}
