using GraphSync.Credit;

namespace GraphSync.Doctor;

/// <summary>Whether the books add up.</summary>
internal sealed class BookChecks(PostgresReader postgres, TimeProvider time)
{
    private const int Read = 1_000;

    public IEnumerable<Check> All =>
    [
        new("ledger", Looks.AtPostgres, LedgerAsync),
        new("wallets", Looks.AtPostgres, WalletsAsync),
        new("heat", Looks.AtPostgres, HeatAsync),
    ];

    private async Task<Finding> LedgerAsync(CancellationToken cancellationToken)
    {
        var words = new
        {
            limit = Finding.Shown,
            paid = EventStatus.Paid,
            reversed = EventStatus.Reversed,
            refused = EventStatus.Refused,
            reversal = LineKind.Reversal,
        };
        return Sums(await postgres.ReadAsync<Sum>("Doctor/ledger.sql", words, cancellationToken).ConfigureAwait(false),
            "every event's lines add up to its pool", "events do not add up", "is");
    }

    private async Task<Finding> WalletsAsync(CancellationToken cancellationToken) => Sums(
        await postgres.ReadAsync<Sum>("Doctor/wallets.sql", new { limit = Finding.Shown }, cancellationToken).ConfigureAwait(false),
        "every wallet holds what its lines add up to", "wallets do not hold what their lines add up to", "holds");

    private static Finding Sums(IReadOnlyList<Sum> rows, string fine, string fault, string verb) => rows.Count == 0 ? Finding.Ok(fine)
        : Finding.Failed($"{rows[0].Count:N0} {fault}",
            "Somebody wrote there by hand: correct the wallet, or add the ledger line that is missing. See triggers and rights, too.",
            rows.Select(row => $"{row.Id} {verb} {row.Said}, its lines come to {row.Lines}"));

    private async Task<Finding> HeatAsync(CancellationToken cancellationToken)
    {
        var otherwise = DemurrageRule.Default;
        var standing = new { limit = Read, treasury = FlowShare.Treasury, cap = otherwise.CapUtok, decay = otherwise.DecayPpmPerDay };
        var today = time.GetUtcNow().UtcDateTime.Date;
        // SQL names those that were too hot on the day of their last pay; most have cooled since.
        var hot = (await postgres.ReadAsync<Hot>("Doctor/heat.sql", standing, cancellationToken).ConfigureAwait(false))
            .Where(wallet => wallet.IsTooHot(today)).ToList();
        return hot.Count == 0 ? Finding.Ok("every wallet is within its cap")
            : Finding.Failed($"{(hot.Count == Read ? "at least " : "")}{hot.Count:N0} wallets are hotter than their cap allows",
                "Where a rule's cap was lowered, wait: heat decays. Else somebody wrote wallets.heat_utok by hand: correct it.",
                hot.Select(wallet => $"{wallet.AgentId}: heat {wallet.HeatUtok:N0} of {wallet.Day}, cap {wallet.CapUtok:N0}"));
    }

    private sealed record Sum(long Count, string Id, string Said, string Lines);

    private sealed record Hot(string AgentId, long HeatUtok, DateTime? HeatDay, string? Day, long CapUtok, int DecayPpmPerDay)
    {
        public bool IsTooHot(DateTime today)
        {
            var days = HeatDay is { } day ? Math.Max(0, (today - day).Days) : 0;
            return HeatUtok < 0 || new DemurrageRule(CapUtok, DecayPpmPerDay).Decay(HeatUtok, days) > CapUtok;
        }
    }
}
