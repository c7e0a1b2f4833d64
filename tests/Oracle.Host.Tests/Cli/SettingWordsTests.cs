using Oracle.Cli.Parsing;

namespace Oracle.Host.Tests.Cli;

public sealed class SettingWordsTests
{
    [Theory]
    [InlineData("serve --Oracle:Sync:SweepInterval=00:00:05 --port 1", "serve --port 1", "Oracle:Sync:SweepInterval 00:00:05")]
    [InlineData("--oracle:chroma:url http://a?b=c up", "up", "oracle:chroma:url http://a?b=c")]
    [InlineData("up --Oracle:Sync:MaxAttempts=1 --Oracle:Sync:MaxAttempts=2", "up", "Oracle:Sync:MaxAttempts 2")]
    [InlineData("up --Oracle:Http:Token=", "up", "Oracle:Http:Token ")]
    [InlineData("stats --Oracle:DataDir=/a --json", "stats --data-dir /a --json", "")]
    [InlineData("serve --oracle:http:port 0", "serve --port 0", "")]
    [InlineData("up --Oracle:Sync:MaxAttempts", "up --Oracle:Sync:MaxAttempts", "")]
    [InlineData("up --Oracle:Sync:MaxAttempts --port 1", "up --Oracle:Sync:MaxAttempts --port 1", "")]
    [InlineData("search -- --Oracle:Sync:MaxAttempts=1", "search -- --Oracle:Sync:MaxAttempts=1", "")]
    [InlineData("search Oracle:Sync:MaxAttempts=1", "search Oracle:Sync:MaxAttempts=1", "")]
    public void Settings_are_taken_out_and_all_other_words_stay(string line, string words, string setting)
    {
        var split = SettingWords.Split(line.Split(' '));
        Assert.Equal(words, string.Join(' ', split.Words));
        Assert.Equal(setting, string.Join(';', split.Settings.Select(entry => $"{entry.Key} {entry.Value}")));
    }
}
