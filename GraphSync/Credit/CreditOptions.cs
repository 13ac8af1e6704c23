using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace GraphSync.Credit;

/// <summary>How promotions are credited: the section <c>Bridge:Credit</c>.</summary>
public sealed record CreditOptions
{
    /// <summary>The pool of a promotion that names none, in utok, 0 to 2^53. Default 1,000,000.</summary>
    [Range(0, CreditEvent.MaxPoolUtok)]
    public long DefaultPoolUtok { get; set; } = 1_000_000;

    /// <summary>How long a payment or reversal waits for rows that another session holds. Well below the time limit of a statement, which
    /// would end the run.</summary>
    internal TimeSpan LockWait { get; set; } = TimeSpan.FromSeconds(20);
}

[OptionsValidator]
internal sealed partial class ValidateCreditOptions : IValidateOptions<CreditOptions>;
