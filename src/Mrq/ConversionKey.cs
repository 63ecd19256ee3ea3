using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Formats.TfLite;
using Mrq.Reporting;
using Mrq.Requantization;

namespace Mrq;

/// <summary>
/// The SHA-256 of everything that decides a conversion: the code, the options, and the content of every file that they name. Options
/// are found by reflection, so that a new one is part of the key before anybody thinks of the cache.
/// </summary>
internal static class ConversionKey
{
    /// <summary>Where results go and how fast they come, which decides nothing about them.</summary>
    private static readonly HashSet<string> WithoutInfluence =
    [
        nameof(ConversionRequest.OutputPath),
        nameof(ConversionRequest.CArrayPath),
        nameof(ConversionRequest.CacheDirectory),
        nameof(ConversionRequest.MaxParallelism),
    ];

    /// <summary>The key in hexadecimal; null when a file that is named cannot be read.</summary>
    public static string? Of(ConversionRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var type in (ReadOnlySpan<Type>)[typeof(Tensor), typeof(TfLiteModel), typeof(CompiledGraph), typeof(Requantizer), typeof(Dataset), typeof(ReportPage), typeof(ConversionKey)])
        {
            // A compiler that is deterministic gives the same code the same id, and other code another one.
            Append(hash, $"{type.Assembly.GetName().Name} {type.Module.ModuleVersionId}");
        }

        try
        {
            foreach (var property in typeof(ConversionRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                if (!WithoutInfluence.Contains(property.Name))
                {
                    Append(hash, property.Name);
                    AppendValue(hash, property.Name, property.GetValue(request));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendValue(IncrementalHash hash, string name, object? value)
    {
        switch (value)
        {
            case string when name is nameof(ConversionRequest.ReportPath) or nameof(ConversionRequest.HtmlPath):
                Append(hash, "a report");
                break;
            case string text when File.Exists(text):
                AppendFile(hash, Path.GetFileName(text), text);
                foreach (var sample in DatasetFiles.NamedBy(text))
                {
                    AppendFile(hash, Path.GetFileName(sample), sample);
                }

                break;
            case string text when Directory.Exists(text):
                foreach (var file in Directory.EnumerateFiles(text, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    AppendFile(hash, Path.GetRelativePath(text, file), file);
                }

                break;
            case IReadOnlyList<string> texts:
                Append(hash, $"{texts.Count} values");
                foreach (var text in texts)
                {
                    AppendValue(hash, name, text);
                }

                break;
            default:
                // Records of options, too: their JSON has all their properties.
                Append(hash, JsonSerializer.Serialize(value));
                break;
        }
    }

    /// <summary>A file by the name that reports show and by its content; where it lies decides nothing.</summary>
    private static void AppendFile(IncrementalHash hash, string name, string path)
    {
        using var stream = File.OpenRead(path);
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
