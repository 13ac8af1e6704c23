using GraphSync.Operations;

namespace GraphSync.Doctor;

/// <summary>Makes all checks, one after the other, so that they cost the databases little at a time. One that cannot be made is reported
/// as failed, and the others go on.</summary>
internal sealed class DoctorOperation(ServerChecks servers, SchemaChecks schema, EdgeChecks edges, MirrorChecks mirror, JobChecks jobs,
    BookChecks books, TimeProvider time, Func<Exception, string?> explain) : Operation<DoctorRequest, DoctorReport>
{
    private const string TryAgain = "Mend that, then run doctor again.";

    protected override async Task<DoctorReport> ExecuteAsync(DoctorRequest request, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        List<DoctorCheck> made = [];
        var gone = Looks.AtSettings;
        // First whether the servers answer: nobody waits again and again for one that does not.
        foreach (var check in servers.All)
        {
            made.Add(await MakeAsync(check, request.CheckTimeout, cancellationToken).ConfigureAwait(false));
            if (made[^1].State == CheckState.Failed) gone |= check.At;
        }
        Check[] others =
            [.. servers.Clocks, .. schema.All, .. edges.All, .. mirror.All, .. jobs.All(request.Schedules), .. books.All];
        foreach (var check in others)
        {
            made.Add((check.At & gone) == 0
                ? await MakeAsync(check, request.CheckTimeout, cancellationToken).ConfigureAwait(false)
                : Reported(check, NotMade($"{Name(check.At & gone)} cannot be asked")));
        }
        return new DoctorReport(CheckState.Worst(made.Select(check => check.State)), at, made);
    }

    private async Task<DoctorCheck> MakeAsync(Check check, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return Reported(check, await check.MakeAsync(either.Token).ConfigureAwait(false));
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Reported(check, Finding.Failed($"could not be made: it took longer than {limit.TotalSeconds:0.###} s",
                "Give it longer (--timeout), or see what else the servers are doing."));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Reported(check, NotMade(Redaction.Of(explain(e) ?? e.Message)));
        }
    }

    private static Finding NotMade(string why) => Finding.Failed($"could not be made: {why.TrimEnd('.')}", TryAgain);

    private static DoctorCheck Reported(Check check, Finding finding) =>
        new(check.Name, finding.State, finding.Found, finding.Examples, finding.Remedy);

    private static string Name(Looks servers) => servers switch
    {
        Looks.AtNeo4j => "Neo4j",
        Looks.AtPostgres => "PostgreSQL",
        _ => "either server",
    };
}
