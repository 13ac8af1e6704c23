namespace GraphQueries.Review;

/// <summary>What a decision may be: <see cref="ReviewRow.Decision"/>.</summary>
public static class ReviewWord
{
    /// <summary>The confidence stands.</summary>
    public const string Keep = "keep";

    /// <summary>The confidence before the flagged decrease came back.</summary>
    public const string Restore = "restore";

    /// <summary>The decision before was taken back.</summary>
    public const string Undo = "undo";

    /// <summary>The pin that the decision before had set was taken away, since the edge had been rescored.</summary>
    public const string Unpin = "unpin";

    /// <summary>Whether it takes another decision back.</summary>
    public static bool IsTakingBack(string decision) => decision is Undo or Unpin;
}
