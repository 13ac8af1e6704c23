using System.Text.RegularExpressions;
using Torture.Model;

namespace Torture.Comparison;

/// <summary>What must hold besides when all work is done: the journal, the queue, and nothing left over.</summary>
internal sealed partial class EndComparison(Databases databases, World world, string log)
{
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var passes = world.Passes;
        string?[] found =
        [
            Difference.Of("lines of model_rescore.log", passes.Select(pass => Line.Of(pass.Id, pass.Counts)), await LogAsync()),
            Difference.Of("rows of tool_calls", passes.Select(pass => Line.Of($"model_rescore:{pass.Id}", "success", pass.Counts)),
                await databases.SqlLinesAsync($"SELECT id, status, {Counts} FROM tool_calls")),
            Difference.Of("jobs", world.Jobs.Select(job => Line.Of(job.Id, "done", 0, job.Passes.Count)),
                await databases.CypherLinesAsync("MATCH (j:RescoreJob) RETURN j.id, j.status, j.edges_left, j.passes")),
            Difference.Of("model versions", world.Versions.Select(v => Line.Of(v.Id, "m", v.Number)),
                await databases.CypherLinesAsync("MATCH (v:ModelVersion) RETURN v.id, v.model_id, v.version_number")),
            Difference.Of("the inbox", [], await databases.SqlLinesAsync("SELECT source_table, row_id FROM bridge_inbox")),
            Difference.Of("rows put aside", [],
                await databases.SqlLinesAsync("SELECT source_table, row_id, reason FROM bridge_inbox_rejects")),
            Difference.Of("contributions that stand twice", [], await databases.CypherLinesAsync(
                "MATCH (a)-[r:RELIED_ON|OWNED_BY]->(b) WITH a.id AS a, b.id AS b, count(r) AS times WHERE times > 1 RETURN a, b, times")),
        ];
        return [.. found.OfType<string>()];
    }

    private static readonly string[] Names = ["edges", "large_decrease", "moderate", "stable", "increase", "flagged"];

    private static string Counts => string.Join(", ", Names.Select(name => $"(outputs ->> '{name}')::bigint"));

    /// <summary>The lines about passes; a run without one has a line, too.</summary>
    private async Task<IEnumerable<string>> LogAsync() => (await File.ReadAllLinesAsync(log))
        .Select(line => Fields().Matches(line).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value))
        .Where(fields => fields["pass"].Trim('"').Length > 0)
        .Select(fields => Line.Of([fields["pass"], .. Names.Select(name => fields[name])]));

    [GeneratedRegex("""([a-z_]+)=("(?:[^"\\]|\\.)*"|\S*)""")]
    private static partial Regex Fields();
}
