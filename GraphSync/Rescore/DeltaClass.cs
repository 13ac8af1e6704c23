namespace GraphSync.Rescore;

/// <summary>How a confidence changed.</summary>
internal static class DeltaClass
{
    public const string LargeDecrease = "large_decrease";
    public const string Moderate = "moderate";
    public const string Stable = "stable";
    public const string Increase = "increase";
    public const string Restored = "restored";

    /// <param name="delta">New minus old.</param>
    /// <param name="largeDecreaseThreshold">Negative.</param>
    /// <param name="stableBand">0 or more.</param>
    public static string Of(double delta, double largeDecreaseThreshold, double stableBand) =>
        delta <= largeDecreaseThreshold ? LargeDecrease
        : delta >= stableBand ? Increase
        : Math.Abs(delta) < stableBand ? Stable
        : Moderate;
}
