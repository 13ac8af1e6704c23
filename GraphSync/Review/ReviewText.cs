using GraphSync.Outbound;
using GraphSync.Postgres;

namespace GraphSync.Review;

/// <summary>What a reviewer says with a decision: it must fit both databases, since it is kept with the decision.</summary>
internal static class ReviewText
{
    private const int LongestName = 200;
    private const int LongestReason = 10_000;

    /// <exception cref="BadInputException">The name is missing or too long, or one of the two cannot be kept.</exception>
    public static void Require(string reviewer, string? reason)
    {
        if (string.IsNullOrWhiteSpace(reviewer)) throw new BadInputException("A decision needs a reviewer: give a name by --reviewer.");
        Require("--reviewer", reviewer, LongestName);
        Require("--reason", reason ?? "", LongestReason);
    }

    private static void Require(string option, string text, int longest)
    {
        if (text.Length > longest) throw new BadInputException($"{option} has {text.Length:N0} characters: {longest:N0} are kept at most.");
        if (!MirrorItem.IsHeldByPostgres(text))
            throw new BadInputException($"{option} holds U+0000 or half of a surrogate pair, which PostgreSQL cannot keep: leave it out.");
    }
}
