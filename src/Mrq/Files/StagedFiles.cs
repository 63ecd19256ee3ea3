using Mrq.Core.Diagnostics;

namespace Mrq.Files;

/// <summary>
/// Files that belong together: each is written beside its place under a temporary name, and all are moved at the end. A reader sees
/// the old content or the new one, never a part; when anything fails, none of the new ones stays.
/// </summary>
internal sealed class StagedFiles : IDisposable
{
    private readonly List<(string Temporary, string Path)> _files = [];

    /// <summary>Writes a file beside its place.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public void Add(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var folder = Path.GetDirectoryName(path) ?? "";
            if (folder.Length > 0)
            {
                Directory.CreateDirectory(folder);
            }

            // A name of its own length, since the place's may be as long as a name can be.
            var temporary = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
            _files.Add((temporary, path));
            File.WriteAllBytes(temporary, bytes);
        }
        catch (Exception error) when (OutputFile.IsOfFiles(error))
        {
            throw OutputFile.CannotWrite(path, error);
        }
    }

    /// <summary>Moves all files to their places in the order in which they were added.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; those that were moved are taken away again.</exception>
    public void Deliver()
    {
        for (var i = 0; i < _files.Count; i++)
        {
            try
            {
                File.Move(_files[i].Temporary, _files[i].Path, overwrite: true);
            }
            catch (Exception error) when (OutputFile.IsOfFiles(error))
            {
                foreach (var (_, moved) in _files.Take(i))
                {
                    OutputFile.Delete(moved);
                }

                throw OutputFile.CannotWrite(_files[i].Path, error);
            }
        }

        _files.Clear();
    }

    /// <summary>Removes what was not delivered.</summary>
    public void Dispose()
    {
        foreach (var (temporary, _) in _files)
        {
            OutputFile.Delete(temporary);
        }

        _files.Clear();
    }
}
