namespace GraphSync.Operations;

/// <summary>A job as the runner knows it, by what it reports.</summary>
internal interface IOperation<TReport>
    where TReport : OperationReport
{
    /// <summary>Does the job itself. The graph's edge types have been read.</summary>
    Task<TReport> ExecuteAsync(OperationRequest<TReport> request, CancellationToken cancellationToken);

    /// <summary>Comes last, when all is mirrored.</summary>
    Task ConcludeAsync(TReport report, CancellationToken cancellationToken);
}

/// <summary>A job. Safe for concurrent use; one that must be single takes a lease.</summary>
internal abstract class Operation<TRequest, TReport> : IOperation<TReport>
    where TRequest : OperationRequest<TReport>
    where TReport : OperationReport
{
    /// <inheritdoc/>
    public Task<TReport> ExecuteAsync(OperationRequest<TReport> request, CancellationToken cancellationToken) =>
        ExecuteAsync((TRequest)request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task ConcludeAsync(TReport report, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc cref="IOperation{TReport}.ExecuteAsync"/>
    protected abstract Task<TReport> ExecuteAsync(TRequest request, CancellationToken cancellationToken);
}
