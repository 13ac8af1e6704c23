using System.Text.RegularExpressions;
using Shouldly;
using Support;

namespace Bridge.Host.Tests.Commands;

/// <summary>
/// What a verb prints, held against a file of <c>Approved/</c>. <c>APPROVE=1</c> in the environment writes the files anew.
/// </summary>
internal static partial class Approval
{
    private const string HowToApprove =
        "APPROVE=1 dotnet test -c Release --project tests/Bridge.Host.Tests -- --filter-class \"*VerbApprovalTests\"";

    /// <summary>Compares; the message names the file that differs.</summary>
    /// <param name="name">The file's name without its ending.</param>
    /// <param name="result">What the process left behind.</param>
    /// <param name="folder">The working directory, whose path is no part of the answer.</param>
    public static void ShouldBeApproved(string name, BridgeResult result, string folder = "\0")
    {
        var printed = Scrub($"exit code {result.ExitCode}\n{result.Output}", folder);
        var path = Repository.Path($"tests/Bridge.Host.Tests/Commands/Approved/{name}.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") is "1") File.WriteAllText(path, printed);
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        printed.ShouldBe(approved, $"{path} holds what was approved. If the change is meant: {HowToApprove}\n{result.Error}");
    }

    /// <summary>Times, random ids and the test's own folder differ from run to run.</summary>
    private static string Scrub(string text, string folder)
    {
        text = text.ReplaceLineEndings("\n").Replace(folder, "<folder>", StringComparison.Ordinal);
        text = Instant().Replace(text, "<time>");
        text = Duration().Replace(text, "$1<ms>");
        return string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")]
    private static partial Regex Instant();

    [GeneratedRegex(@"(""duration_ms"": )\d+")]
    private static partial Regex Duration();
}
