using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mrq.Audio;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Files;
using Mrq.Formats;
using Mrq.Formats.Onnx;
using Mrq.Formats.TfLite;
using Mrq.Imaging;
using Mrq.Reporting;
using Mrq.Requantization;
using Mrq.Sidecars;

namespace Mrq.Cache;

/// <summary>
/// The SHA-256 of everything that decides a conversion: the code, and each member of the request, a path that is read by the content of
/// its files, any other member by its value. Which members are paths their marks say.
/// </summary>
internal static class ConversionKey
{
    /// <summary>How fast results come, where they go, and what is made of the model afterwards, which decides nothing about them.</summary>
    private static readonly HashSet<string> WithoutInfluence =
    [
        nameof(ConversionRequest.OutputPath),
        nameof(ConversionRequest.ReportPath),
        nameof(ConversionRequest.Exports),
        nameof(ConversionRequest.MaxParallelism),
    ];

    /// <summary>Which code this is, in hexadecimal: of two builds with the same, one may take the other's results.</summary>
    public static string Code { get; } = CodeDigest();

    /// <summary>The key in hexadecimal; null when a file that is named cannot be read.</summary>
    public static string? Of(ConversionRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Code);
        try
        {
            foreach (var member in RequestMember.All.Where(member => member.Path?.Use != PathUse.Folder && !WithoutInfluence.Contains(member.Property.Name)))
            {
                Append(hash, member.Property.Name);
                AppendMember(hash, member, request);
            }

            // Of exports the report tells of those alone.
            foreach (var export in request.Containers)
            {
                Append(hash, $"{export.Format.Name} {export[ModelContainer.LayoutOption]}");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string CodeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var type in (ReadOnlySpan<Type>)[typeof(Tensor), typeof(ModelDocument), typeof(TfLiteFormat), typeof(OnnxFormat), typeof(CompiledGraph), typeof(Requantizer), typeof(Dataset), typeof(Picture), typeof(Sound), typeof(ReportPage), typeof(SidecarFormats), typeof(ConversionKey)])
        {
            // A compiler that is deterministic gives the same code the same id, and other code another one.
            Append(hash, $"{type.Assembly.GetName().Name} {type.Module.ModuleVersionId}");
        }

        Append(hash, PictureFile.Decoder);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendMember(IncrementalHash hash, RequestMember member, ConversionRequest request)
    {
        switch (member.Path?.Use)
        {
            case null:
                // Records of options, too: their JSON has all their properties.
                Append(hash, JsonSerializer.Serialize(member.Property.GetValue(request)));
                break;
            case PathUse.Output:
                Append(hash, member.Named(request).Any() ? "asked for" : "");
                break;
            case PathUse.Data:
                var data = (IReadOnlyList<string>)member.Property.GetValue(request)!;
                AppendFiles(hash, data.Select(text => DataFile.Parse(text).At(Name).ToString()), data.SelectMany(DatasetFiles.Named));
                break;
            default:
                AppendFiles(hash, member.Named(request).Select(file => Name(file.Path)), member.Read(request).Select(file => (Path.GetFileName(file.Path), file.Path)));
                break;
        }
    }

    /// <summary>Reports show the names that the user gave; where the files lie decides nothing.</summary>
    private static void AppendFiles(IncrementalHash hash, IEnumerable<string> names, IEnumerable<(string Name, string Path)> read)
    {
        var (shown, files) = (names.ToList(), read.ToList());
        Append(hash, string.Create(CultureInfo.InvariantCulture, $"{shown.Count} paths, {files.Count} files"));
        shown.ForEach(name => Append(hash, name));
        files.ForEach(file => AppendFile(hash, file.Name, file.Path));
    }

    private static string Name(string path) => Path.GetFileName(path.TrimEnd('/', '\\'));

    private static void AppendFile(IncrementalHash hash, string name, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Append(hash, name);
        hash.AppendData(SHA256.HashData(stream));
    }

    /// <summary>Text with its length in front, so that no two sequences of texts run into the same bytes.</summary>
    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
