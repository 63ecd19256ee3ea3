using Mrq.Audio;
using Mrq.Evaluation.Datasets.Formats;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Media;

/// <summary>What the files of a folder, a pattern or a table are, where each is a sample: folders and labels are alike for all kinds.</summary>
/// <param name="Noun">What one is called.</param>
/// <param name="Extensions">Its files' usual extensions, for messages.</param>
/// <param name="IsNamedSo">Whether a file is one, by its name.</param>
internal sealed record MediaKind(string Noun, string Extensions, Func<string, bool> IsNamedSo)
{
    public static MediaKind Pictures { get; } = new("picture", ".jpg, .png, .bmp", PictureFile.IsNamedSo);

    public static MediaKind Sounds { get; } = new("sound", ".wav", WavFile.IsNamedSo);

    /// <summary>The kind that a path stands for, by the names of files alone; null where it is none of them. A folder that has pictures is one of pictures, and so is an empty one.</summary>
    public static MediaKind? Of(string path) =>
        MediaFolder.IsPattern(path) || RawFolder.IsFolderWithoutTable(path) ? Kind(kind => MediaFolder.FilesOf(path, kind).Any()) ?? (Sounds.IsNamedSo(path) ? Sounds : Pictures)
        : IsTable(path) ? Kind(kind => MediaTable.Names(path, kind))
        : Kind(kind => kind.IsNamedSo(path));

    public static bool IsTable(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>The first kind that some files are of, none of labels or classes.</summary>
    public static MediaKind? Of(IReadOnlyList<DataFile> files) =>
        files.FirstOrDefault(file => file.Name is null || (!InputNames.IsLabels(file.Name) && !MediaSet.IsClasses(file.Name))) is { } source ? Of(source.Path) : null;

    private static MediaKind? Kind(Func<MediaKind, bool> fits) => fits(Pictures) ? Pictures : fits(Sounds) ? Sounds : null;
}
