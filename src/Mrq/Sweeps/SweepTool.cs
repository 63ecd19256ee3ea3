using Mrq.Cache;

namespace Mrq.Sweeps;

/// <summary>Which build of the tool this is.</summary>
internal static class SweepTool
{
    /// <summary>Version and code: "0.1.0 3f2a…". A compiler that is deterministic gives the same code the same id, on every machine.</summary>
    public static string Id { get; } = $"mrq {ProductVersion.Text} {ConversionKey.Code[..16]}";
}
