using Support;

namespace Hostile.Outages;

/// <summary>What every outage is to people: one line, with the place and a remedy.</summary>
internal static class OneLine
{
    /// <summary>Fails unless the verb said what is wrong in one line on the standard error, and nothing else.</summary>
    public static void ShouldTell(this BridgeResult result, string place, string remedy)
    {
        var all = $"stdout: {result.Output}\nstderr: {result.Error}";
        result.ExitCode.ShouldBe(1, all);
        result.Output.ShouldBe("", all);
        result.Error.ShouldStartWith("bridge ");
        result.Error.TrimEnd('\n').ShouldNotContain('\n', all);
        result.Error.ShouldContain(place, customMessage: all);
        result.Error.ShouldContain(remedy, customMessage: all);
        ShouldShowNoTrace(result.Error);
    }

    /// <summary>Fails when a text holds what only developers read.</summary>
    public static void ShouldShowNoTrace(string text)
    {
        foreach (var trace in (string[])["   at ", "Exception", "inner exception", ":0 ", "Unhandled"])
            text.ShouldNotContain(trace, customMessage: text);
    }
}
