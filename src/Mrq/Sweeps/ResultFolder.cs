using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Sweeps;

/// <summary>
/// The folder that all processes of a sweep share: one file for each result, under the unit's id, written beside its place and moved there. Whoever is killed
/// leaves a temporary file that nobody reads; who runs twice writes the same result.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class ResultFolder(string folder)
{
    private const string Extension = ".mrqr";
    private const string FailureExtension = ".failed.json";

    /// <summary>Where a unit's result goes: few files in a folder, as the cache has it.</summary>
    public string PathOf(SweepUnit unit) => Path.Combine(folder, unit.Id[..2], unit.Id + Extension);

    /// <summary>The folder of the plan where no other one is named.</summary>
    public static string Beside(string plan) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(plan))!, $"{Path.GetFileNameWithoutExtension(plan)}.results");

    /// <summary>A unit's result and what is wrong with the file in its place; null and null where there is none.</summary>
    public (UnitResult? Result, MrqException? Wrong) Find(SweepUnit unit) => Find(unit, path => UnitResult.Read(File.ReadAllBytes(path)), result => result.Head);

    /// <summary>The same of its head, whatever is behind it: enough to count.</summary>
    public (UnitHead? Head, MrqException? Wrong) FindHead(SweepUnit unit) => Find(
        unit,
        path =>
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return UnitResult.ReadHead(stream);
        },
        head => head);

    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; no part of the result is left.</exception>
    public void Keep(SweepUnit unit, UnitResult result)
    {
        OutputFile.Write(PathOf(unit), result.Write());
        OutputFile.Delete(FailurePath(unit));
    }

    /// <summary>Keeps why a unit has no result. Who cannot even write that has said it on its own.</summary>
    public void KeepFailure(SweepUnit unit, MrqException error)
    {
        try
        {
            OutputFile.Write(FailurePath(unit), SweepJson.Bytes(Refusal.Of(error)));
        }
        catch (MrqException)
        {
            // The failure itself is the one to report.
        }
    }

    /// <summary>Why the last run of a unit failed; null where it did not, or nobody knows.</summary>
    public Refusal? FailureOf(SweepUnit unit)
    {
        try
        {
            return File.Exists(FailurePath(unit)) ? SweepJson.Read<Refusal>(File.ReadAllBytes(FailurePath(unit))) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private (T? Result, MrqException? Wrong) Find<T>(SweepUnit unit, Func<string, T?> read, Func<T, UnitHead> headOf)
        where T : class
    {
        var path = PathOf(unit);
        try
        {
            // A pipe would wait for somebody to write.
            if (!File.Exists(path) || FileNode.Of(path) is { IsFileOrFolder: false })
            {
                return (null, null);
            }

            return read(path) is not { } result
                ? (null, new MrqException(MrqCodes.SweepIncomplete, "the file is no whole result of a unit; run the unit again, which replaces it.", new MrqPlace(path)))
                : headOf(result) switch
                {
                    var head when head.Tool != SweepTool.Id => (null, new MrqException(MrqCodes.OtherSweepVersion, $"the result is of {SafeText.Name(head.Tool)}, and this is {SweepTool.Id}; run the unit again, which replaces it.", new MrqPlace(path))),
                    var head when head.Unit != unit.Id => (null, new MrqException(MrqCodes.SweepIncomplete, $"the result is of the unit {SafeText.Name(head.Unit)}, another one than its name says; run the unit again, which replaces it.", new MrqPlace(path))),
                    _ => (result, null),
                };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, new MrqException(MrqCodes.SweepIncomplete, "the result cannot be read.", new MrqPlace(path), error));
        }
    }

    private string FailurePath(SweepUnit unit) => Path.Combine(folder, unit.Id[..2], unit.Id + FailureExtension);
}
