using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>Targets in a table that is read at a glance.</summary>
public static class TargetTable
{
    public static FamilyTable Of(IEnumerable<Target> targets) => new(
        ["target", "container", "types", "arithmetic", "description"],
        [.. targets.GroupBy(target => target.Family).Select(family => (family.Key, (IReadOnlyList<string[]>)[.. family.Select(Row)]))]);

    /// <summary>A degree of confidence in a word or two.</summary>
    public static string Short(Confidence confidence) => confidence switch
    {
        Confidence.Verified => "verified",
        Confidence.VendorDocument => "vendor document",
        Confidence.OtherTool => "another tool",
        _ => "assumed",
    };

    private static string[] Row(Target target) => [target.Name, target.Container, Short(target.Confidence.Types), Short(target.Confidence.Arithmetic), target.Description];
}
