using GraphQueries.Files;

namespace GraphSync.Rescore.Scoring;

/// <summary>Finds the file that a scorer's path means and holds it to the roots.</summary>
internal static class ScorerPath
{
    private const int MaxLinks = 40; // as the kernel

    /// <summary>The real path of a scorer's file, with every link resolved: what is checked is what runs.</summary>
    public static string Resolve(string scorer, IReadOnlyList<string> roots)
    {
        var start = roots.Count == 0 ? Environment.CurrentDirectory : Path.GetFullPath(roots[0]);
        var path = Path.Combine(start, scorer);
        var real = RealPath(path);
        if (roots.Count > 0 && !roots.Any(root => IsInside(real, RealPath(Path.GetFullPath(root)))))
        {
            throw new ScoringException(
                $"Scorer '{scorer}' is the file {real}, outside of the scorer roots ({string.Join(", ", roots)}): "
                + "move it into one, or name its directory in Bridge__Rescore__ScorerRoots.");
        }
        if (Directory.Exists(real))
            throw new ScoringException($"Scorer '{scorer}' is the directory {real}: model_versions.scorer must name a file.");
        if (!File.Exists(real))
        {
            throw new ScoringException(
                $"Scorer '{scorer}' was not found at {path}: put it there, or correct model_versions.scorer (relative paths start at "
                + "the first of Bridge__Rescore__ScorerRoots, else in the current directory).");
        }
        if (UnixFile.IsSpecial(real))
            throw new ScoringException($"Scorer '{scorer}' is {real}, a pipe or a device: model_versions.scorer must name a regular file.");
        return real;
    }

    private static bool IsInside(string path, string root) =>
        path.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Part by part, since a link may stand anywhere in the path, and `..` after a link leaves the link's target.
    public static string RealPath(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var (real, links) = (root, 0);
        var parts = new Stack<string>();
        Push(parts, path[root.Length..]);
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks)
                throw new ScoringException($"Scorer path {path} runs through more than {MaxLinks} links: name the file itself.");
            var targetRoot = Path.GetPathRoot(target)!;
            if (targetRoot.Length > 0)
                real = targetRoot;
            Push(parts, target[targetRoot.Length..]);
        }
        return real;
    }

    private static void Push(Stack<string> parts, string path)
    {
        foreach (var part in path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Reverse())
        {
            if (part is not ("" or "."))
                parts.Push(part);
        }
    }
}
