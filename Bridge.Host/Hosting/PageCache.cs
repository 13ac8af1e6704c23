using System.Diagnostics;
using Bridge.Host.Pages;
using Microsoft.AspNetCore.OutputCaching;

namespace Bridge.Host.Hosting;

/// <summary>
/// A page is kept for twenty times as long as it took, so that one page costs the databases a twentieth of their time at most, however
/// many look at it: what is cheap is fresh, what is dear is up to half a minute old. Readers who come meanwhile share one read.
/// </summary>
/// <remarks>Everybody who may read sees the same, so that a page is kept though its reader gave a key.</remarks>
internal sealed class PageCache : IOutputCachePolicy
{
    /// <summary>All pages: what a decision makes stale.</summary>
    public const string Tag = "pages";

    private const int TimesAsLong = 20;
    private const long PageBytes = 1 << 20;
    private const long AllBytes = 32 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The cache's bounds. An id is told by its letters' case.</summary>
    public static void Configure(OutputCacheOptions options) =>
        (options.UseCaseSensitivePaths, options.MaximumBodySize, options.SizeLimit) = (true, PageBytes, AllBytes);

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
        context.CacheVaryByRules.VaryByValues["query"] = new PageQuery(context.HttpContext.Request.Query).Key;
        // The path that the server has decoded does not tell an id with a slash from one with a literal %2F.
        context.CacheVaryByRules.VaryByValues["id"] = PathId.Of(context.HttpContext);
        context.Tags.Add(Tag);
        context.HttpContext.Features.Set(new Started(Stopwatch.GetTimestamp()));
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        var took = Stopwatch.GetElapsedTime(context.HttpContext.Features.Get<Started>()!.Timestamp);
        context.ResponseExpirationTimeSpan = took * TimesAsLong < Longest ? took * TimesAsLong : Longest;
        return ValueTask.CompletedTask;
    }

    private sealed record Started(long Timestamp);
}
