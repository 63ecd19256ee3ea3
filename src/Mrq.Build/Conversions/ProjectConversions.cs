using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>
/// The conversions of one project: what has to run, what of it is checked to be able to, and what is taken away first. Whatever fails
/// is reported and keeps nothing else from running.
/// </summary>
/// <param name="items">All of them.</param>
/// <param name="formats">The output formats that there are.</param>
/// <param name="folders">Where their files lie.</param>
/// <param name="ignoreBaseline">Whether the baselines are about to be written anew and hold nothing now.</param>
/// <param name="log">The project's log.</param>
internal sealed class ProjectConversions(IReadOnlyList<ConversionItem> items, OutputFormats formats, OutputFolders folders, bool ignoreBaseline, ConversionLog log)
{
    private readonly ConversionRecord _record = new(ToolDigest.Compute());
    private readonly Fingerprints _files = new();

    /// <summary>Those that are not up to date.</summary>
    public IReadOnlyList<ConversionItem> Stale() => [.. items.Where(item => item.IsWrong || !_record.IsUpToDate(item, _files, ignoreBaseline))];

    /// <summary>Takes away what some conversions left, and copies of the others that are none.</summary>
    public void Remove(IReadOnlyCollection<ConversionItem> removed)
    {
        var delivered = new DeliveredFiles(folders, items.SelectMany(item => item.Inputs()).ToHashSet(folders.Names));
        foreach (var item in items)
        {
            if (removed.Contains(item))
            {
                delivered.Remove(item);
            }
            else
            {
                delivered.RemoveOtherCopies(item);
            }
        }
    }

    /// <summary>Checks all and then runs those that can run.</summary>
    /// <param name="stale">What has to run.</param>
    /// <param name="cacheFolder">Where results are kept for other builds; null for nowhere.</param>
    /// <param name="convert">Converts one.</param>
    public void Convert(IEnumerable<ConversionItem> stale, string? cacheFolder, Action<ConversionRecord, SharedConversions, ConversionItem, ConversionRequest> convert)
    {
        var requests = stale.Select(item => (Item: item, Request: Checked(item, cacheFolder))).Where(run => run.Request is not null).ToList();
        var shared = new SharedConversions(requests.Select(run => run.Request!));
        foreach (var (item, request) in requests)
        {
            convert(_record, shared, item, request!);
        }
    }

    private ConversionRequest? Checked(ConversionItem item, string? cacheFolder)
    {
        if (item.IsWrong)
        {
            return null;
        }

        try
        {
            var failures = new List<MrqException>();
            var request = ConversionRequests.Of(item, formats, cacheFolder, ignoreBaseline, failures);
            failures.AddRange(request is null ? [] : RequestCheck.Failures(request, item.OwnSchemes));
            failures.ForEach(failure => log.Error(item, failure));
            return failures.Count == 0 ? request : null;
        }
#pragma warning disable CA1031 // As in ConversionRun: one model's surprise is not the end of the others.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Internal(item, error);
            return null;
        }
    }
}
