using System.Globalization;

namespace GraphSync.ScorerHost;

/// <summary>The descendants of this process, read from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>All of them, zombies included.</summary>
    public static IReadOnlyList<int> Descendants()
    {
        var found = new List<int>();
        AddChildren(Environment.ProcessId, found);
        for (var i = 0; i < found.Count; i++) AddChildren(found[i], found);
        return found;
    }

    /// <summary>Whether they hold more memory than this.</summary>
    public static bool HoldMoreThan(long bytes)
    {
        var processes = Descendants();
        // What processes share is counted in each of them; to divide it up takes long, and is rarely needed.
        return processes.Sum(Resident) > bytes && processes.Sum(Share) > bytes;
    }

    private static void AddChildren(int process, List<int> into)
    {
        foreach (var thread in Entries($"/proc/{process}/task"))
        {
            foreach (var child in Read($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                into.Add(int.Parse(child, CultureInfo.InvariantCulture));
        }
    }

    private static long Resident(int process) => Read($"/proc/{process}/statm").Split(' ') is [_, var pages, ..]
        ? long.Parse(pages, CultureInfo.InvariantCulture) * Linux.PageSize : 0;

    private static long Share(int process)
    {
        var line = Read($"/proc/{process}/smaps_rollup").Split('\n')
            .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? Resident(process) : long.Parse(line[4..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture) * 1024;
    }

    private static string[] Entries(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // gone in between
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
