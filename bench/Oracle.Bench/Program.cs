using System.CommandLine;
using System.Globalization;
using Oracle.Bench;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var sets = new Argument<FileInfo[]>("SET") { Description = "XQuAD's form, or {docs:[{id,text}], queries:[{text,rel}]}", Arity = ArgumentArity.OneOrMore }.AcceptExistingOnly();
var models = new Option<string[]>("--model") { Description = "hash, a name or a folder; the default model unless given", DefaultValueFactory = static _ => [""], AllowMultipleArgumentsPerToken = true };
var section = new Option<int>("--section") { Description = "So many paragraphs are one section of a vault; 0: each is a document", DefaultValueFactory = static _ => 0 };
var retrieval = new Command("retrieval", "How well it finds: nDCG@10 of each mode, on sets of questions") { sets, models, section };
retrieval.SetAction((parsed, cancel) => Retrieval.RunAsync(
    parsed.GetRequiredValue(sets), parsed.GetRequiredValue(models), parsed.GetValue(section), Console.Out, cancel));

var sizes = new Option<int[]>("--documents") { Description = "How many documents", DefaultValueFactory = static _ => [1_000, 10_000, 100_000], AllowMultipleArgumentsPerToken = true };
var queries = new Option<int>("--queries") { Description = "How many queries", DefaultValueFactory = static _ => 200 };
var seed = new Option<int>("--seed") { Description = "Of the texts and vectors", DefaultValueFactory = static _ => 1 };
var search = new Command("search", "How quick it is, against the bare legs in the same run") { sizes, queries, seed };
search.SetAction((parsed, cancel) => Latency.RunAsync(
    parsed.GetRequiredValue(sizes), parsed.GetValue(queries), parsed.GetValue(seed), Console.Out, cancel));

var texts = new Argument<FileInfo>("SET") { Description = "Whose documents' texts are cut into others of one length" }.AcceptExistingOnly();
var many = new Option<int>("--documents") { Description = "How many documents", DefaultValueFactory = static _ => 10_000 };
var length = new Option<int>("--characters") { Description = "Of each", DefaultValueFactory = static _ => 1_100 };
var former = new Option<string?>("--from") { Description = "Re-index from this model to the default one under four searchers; from hash also back" };
var embedding = new Command("embedding", "How many documents it embeds, against the model alone in the same run, and its memory") { texts, many, length, former };
embedding.SetAction((parsed, cancel) => Embedding.RunAsync(
    parsed.GetRequiredValue(texts), parsed.GetValue(many), parsed.GetValue(length), parsed.GetValue(former), Console.Out, cancel));

var saves = new Option<int>("--saves") { Description = "How many files are saved", DefaultValueFactory = static _ => 200 };
var unchanged = new Option<DirectoryInfo>("--unchanged") { Description = "A folder of notes that is looked at again and again" }.AcceptExistingOnly();
var rounds = new Option<int>("--rounds") { Description = "How often", DefaultValueFactory = static _ => 7 };
var following = new Command("following", "How soon what is saved is in both stores; what a checkout and an unchanged folder cost") { saves, unchanged, rounds };
following.SetAction((parsed, cancel) => Following.RunAsync(
    parsed.GetValue(saves), parsed.GetValue(unchanged), parsed.GetValue(rounds), Console.Out, cancel));

return await new RootCommand("Measures Oracle's search and its following of folders") { retrieval, search, embedding, following }.Parse(args).InvokeAsync();
