namespace Mrq.Evaluation.Datasets.Media;

/// <summary>Finds what a file of labels says of each picture or sound.</summary>
internal static class MediaLookup
{
    /// <summary>The label of each file by its name, or by its file's name alone where only one label has it.</summary>
    /// <param name="set">The files.</param>
    /// <param name="labels">Labels by the names of files below the folder of the set.</param>
    /// <param name="byStem">Whether a label has the name of its file but for the extension, as a mask has.</param>
    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> naming the first file without one.</exception>
    public static T[] Of<T>(MediaSet set, IReadOnlyList<(string File, T Label)> labels, bool byStem = false)
    {
        string Key(string name) => byStem ? name[..^Path.GetExtension(name).Length] : name;
        var byName = new Dictionary<string, T>(StringComparer.Ordinal);
        var byFile = new Dictionary<string, (T Label, bool IsOne)>(StringComparer.Ordinal);
        foreach (var (file, label) in labels)
        {
            byName[Key(file)] = label;
            var name = Key(file[(file.LastIndexOf('/') + 1)..]);
            byFile[name] = (label, !byFile.ContainsKey(name));
        }

        return
        [
            .. set.Files.Select(file => byName.TryGetValue(Key(file.Name), out var label) ? label
                : byFile.TryGetValue(Key(Path.GetFileName(file.Name)), out var found) && found.IsOne ? found.Label
                : throw DatasetErrors.DoesNotFit($"The file has no label for the {set.Kind.Noun} '{DatasetErrors.Printable(file.Name)}', or several; name {set.Kind.Noun}s by their paths below the folder.").InFile(set.Labels!)),
        ];
    }
}
