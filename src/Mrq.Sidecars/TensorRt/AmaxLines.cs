using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>Lines of a name, a separator, and the largest magnitude of a tensor as a decimal number: what three tools write with separators of their own. Consumers make scale = amax / 127 of it.</summary>
/// <param name="name">The format's name.</param>
/// <param name="description">For help.</param>
/// <param name="extension">How files of it end.</param>
/// <param name="separator">Between name and number; the last one of a line counts, since names have colons and spaces.</param>
internal sealed class AmaxLines(string name, string description, string extension, string separator) : IWrittenSidecarFormat
{
    public static readonly AmaxLines SampleInt8Api = new("tensorrt-ranges", "lines NAME:AMAX, as TensorRT's sampleINT8API takes them", ".ranges.txt", ":");

    public static readonly AmaxLines PplCuda = new("mqbench-ppl-amax", "lines NAME: AMAX, as MQBench writes them for PPLCUDA", ".ppl.txt", ": ");

    public static readonly AmaxLines OnnxRuntime = new("onnxruntime-trt-cache", "lines NAME AMAX, the text that stands beside ONNX Runtime's table for TensorRT", ".calibration.cache", " ");

    public string Name => name;

    public string Description => description;

    public string Extension => extension;

    public bool Recognizes(SidecarContent content)
    {
        var lines = TextFile.Filled(content);
        return lines.Count > 0 && lines.All(line => Cut(line.Text) is var cut and > 0 && TextFile.IsNumber(line.Text.AsSpan(cut + separator.Length)) && !IsOfNcnn(line.Text, cut));
    }

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (line, number) in TextFile.Filled(content))
        {
            var cut = Cut(line);
            var tensor = new SidecarTensor { Name = line[..cut], Role = SidecarRole.Activation, Source = string.Create(CultureInfo.InvariantCulture, $"line {number}") };
            notes.Add(SymmetricGrid.OfMagnitude(tensor, TextFile.Number(line.AsSpan(cut + separator.Length), tensor.Name, "amax")));
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations().Quantized();
        SidecarParts.RequirePerTensor(Name, tensors);
        TextFile.RequireNames(Name, tensors);
        return TextFile.Of(tensors.Select(tensor => $"{tensor.Name}{separator}{Amax(tensor)}"));
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(sidecar.Activations());

    /// <summary>127 times the scale: not 128, which stands for the lowest integer and would give another scale.</summary>
    public static string Amax(SidecarTensor tensor) => TextFile.Single(SymmetricGrid.Largest * SymmetricGrid.Scales(tensor).Single());

    /// <summary>Where the name ends: a colon with nothing behind it is another format's than one with a space.</summary>
    private int Cut(string line)
    {
        var cut = line.LastIndexOf(separator[0]);
        return cut > 0 && (separator.Length == 1 ? line[^1] != ' ' && (separator == " " ? line[cut - 1] != ':' && !line.AsSpan(0, cut).Contains(' ') : !line.AsSpan(cut).Contains(' ')) : line.AsSpan(cut).StartsWith(separator)) ? cut : -1;
    }

    private static bool IsOfNcnn(string line, int cut) => line.AsSpan(0, cut).Contains("_param_", StringComparison.Ordinal);
}
