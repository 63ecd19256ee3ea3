using Mrq.Core.Diagnostics;

namespace Mrq.Files;

/// <summary>
/// Holds that no output of a request is one of its inputs or another output: by real path, by node where the system tells it, and by
/// letter case as the folder has it. Nothing is touched before this is known.
/// </summary>
internal sealed class DistinctFiles
{
    private readonly RealPaths _paths = new();
    private readonly Dictionary<string, List<(string Path, NamedFile File)>> _byPath = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<FileNode, NamedFile> _byNode = [];

    /// <param name="inputs">What is read; the same file may be read twice.</param>
    /// <param name="outputs">What is written.</param>
    /// <param name="folders">Folders in which files are kept: none of the others may be one of these.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.OutputOverInput"/> at the output.</exception>
    public static void Require(IEnumerable<NamedFile> inputs, IEnumerable<NamedFile> outputs, IEnumerable<NamedFile> folders)
    {
        var distinct = new DistinctFiles();
        foreach (var output in outputs)
        {
            distinct.AddOutput(output);
        }

        foreach (var output in distinct._byPath.Values.SelectMany(files => files).ToList())
        {
            distinct.RequireNoFolder(output.Path, output.File);
        }

        foreach (var folder in folders)
        {
            distinct.AddOutput(folder);
        }

        foreach (var input in inputs.Where(input => input.Path.Length > 0))
        {
            if (distinct.Find(distinct._paths.Of(input.Path), input.Path) is { } output)
            {
                throw Refused(output, $"{output.Role} would be written over {input.Role}");
            }
        }
    }

    private void AddOutput(NamedFile output)
    {
        if (output.Path.Length == 0)
        {
            throw new MrqException(MrqCodes.BadOption, $"the path of {output.Role} is empty; give a path or leave the option out.");
        }

        var real = _paths.Of(output.Path);
        if (Find(real, output.Path) is { } other)
        {
            throw Refused(output, $"{other.Role} and {output.Role} would be one file");
        }

        _byPath.TryAdd(real, []);
        _byPath[real].Add((real, output));
        if (FileNode.Of(output.Path) is { } node)
        {
            _byNode[node] = output;
        }
    }

    /// <summary>A file cannot be the folder of another one.</summary>
    private void RequireNoFolder(string path, NamedFile output)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (_byPath.TryGetValue(folder, out var files) && files.Find(file => AreOne(file.Path, folder)).File is { } other)
            {
                throw Refused(output, $"{other.Role} would be the folder of {output.Role}");
            }
        }
    }

    private NamedFile? Find(string real, string path) =>
        _byPath.TryGetValue(real, out var files) && files.Find(file => AreOne(file.Path, real)).File is { } same ? same
        : FileNode.Of(path) is { } node ? _byNode.GetValueOrDefault(node)
        : null;

    /// <summary>Whether two real paths that differ in letter case alone are one file.</summary>
    private static bool AreOne(string first, string second)
    {
        if (first == second)
        {
            return true;
        }

        var (a, b) = (FileNode.Of(first), FileNode.Of(second));
        if (a is not null || b is not null)
        {
            return a == b;
        }

        // Neither is there yet, or nobody tells: it depends on the folders.
        return Path.GetDirectoryName(first) is not { } folder || (AreOne(folder, Path.GetDirectoryName(second)!) && OutputFile.IgnoresCase(folder));
    }

    private static MrqException Refused(NamedFile output, string what) =>
        new(MrqCodes.OutputOverInput, $"{what}; give it a path of its own.", new MrqPlace(output.Path));
}
