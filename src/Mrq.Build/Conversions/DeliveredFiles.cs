using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>Removes what must not be delivered. An input of the project is never removed, nor anything outside the two folders.</summary>
/// <param name="folders">Where the files lie.</param>
/// <param name="inputs">Inputs of all conversions.</param>
internal sealed class DeliveredFiles(OutputFolders folders, IReadOnlySet<string> inputs)
{
    /// <summary>Takes away the outputs and copies of a conversion that has to run: if it does not come to its end, none is left.</summary>
    public void Remove(ConversionItem item)
    {
        // Also what the last conversion wrote in formats that are no longer asked for.
        foreach (var path in ConversionRecord.TargetPaths(item).SelectMany(folders.At).Concat(folders.Written(item)).ToList())
        {
            Delete(path);
        }
    }

    /// <summary>
    /// Takes away copies that are not what lies in the intermediate folder: the engine copies only what is newer, and would keep a copy
    /// that another configuration or another program put there.
    /// </summary>
    public void RemoveOtherCopies(ConversionItem item)
    {
        foreach (var output in folders.Copied(item))
        {
            var copy = folders.CopyOf(output);
            if (File.Exists(copy) && !IsSame(new FileInfo(output.Path), FileAt(copy)))
            {
                Delete(copy);
            }
        }
    }

    private void Delete(string path)
    {
        if (!inputs.Contains(path) && folders.Hold(path))
        {
            OutputFile.Delete(path);
        }
    }

    /// <summary>The engine can be told to link instead of to copy.</summary>
    private static FileInfo FileAt(string copy) => File.ResolveLinkTarget(copy, returnFinalTarget: true) as FileInfo ?? new FileInfo(copy);

    private static bool IsSame(FileInfo file, FileInfo copy) => file.Length == copy.Length && file.LastWriteTimeUtc == copy.LastWriteTimeUtc;
}
