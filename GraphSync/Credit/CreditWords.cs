using GraphSync.Inbound;

namespace GraphSync.Credit;

/// <summary>What became of an event: <c>credit_events.status</c>.</summary>
internal static class EventStatus
{
    public const string Paid = "paid";
    public const string Refused = "refused";
    public const string Reversed = "reversed";
}

/// <summary>What a ledger line is: <c>wallet_ledger.kind</c>.</summary>
public static class LineKind
{
    /// <summary>An agent's part.</summary>
    public const string Payout = "payout";

    /// <summary>What nobody could be paid.</summary>
    public const string Treasury = "treasury";

    /// <summary>A payment taken back.</summary>
    public const string Reversal = "reversal";
}

/// <summary>How a run of credit ended: <see cref="CreditReport.Status"/>.</summary>
public static class CreditStatus
{
    /// <summary>Events were paid or refused.</summary>
    public const string Completed = "completed";

    /// <summary>No event was due that could be.</summary>
    public const string NothingDue = "nothing_due";

    /// <summary>Another bridge was paying all the while.</summary>
    public const string Busy = "busy";
}
