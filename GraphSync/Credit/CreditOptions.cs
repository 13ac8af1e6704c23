namespace GraphSync.Credit;

/// <summary>How promotions are credited.</summary>
public sealed record CreditOptions
{
    /// <summary>The pool of a promotion that names none, in utok, 0 to 2^53. Default 1,000,000.</summary>
    public long DefaultPoolUtok { get; init; } = 1_000_000;
}
