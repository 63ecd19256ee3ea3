using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>tpu-mlir's table of modes: <c>name MODE</c> for the operators that do not have the type of all others.</summary>
internal sealed class ModeTable : IWrittenSidecarFormat
{
    private static readonly (string Word, ElementType Type)[] Modes = [("F32", ElementType.Float32), ("F16", ElementType.Float16), ("BF16", ElementType.BFloat16), ("INT8", ElementType.Int8), ("INT4", ElementType.Int4)];

    public string Name => "tpu-mlir-qtable";

    public string Description => "tpu-mlir's table of operators that are not quantized as all others";

    public string Extension => ".qtable";

    public bool Recognizes(SidecarContent content)
    {
        var lines = Lines(content);
        return (lines.Count > 0 && lines.TrueForAll(line => line.Words.Length == 2 && TypeOf(line.Words[1]) is not null)) || (lines.Count == 0 && content.Text is { } text && text.Contains("quantize_mode", StringComparison.Ordinal));
    }

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (words, number) in Lines(content))
        {
            notes.Add(new SidecarTensor { Name = words[0], Role = SidecarRole.Layer, Type = TypeOf(words[1]), Source = string.Create(CultureInfo.InvariantCulture, $"line {number}") });
        }

        return notes.ToSidecar();
    }

    /// <summary>What is computed in another type than 8 bits; integers of 16 bits have no mode.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var layers = sidecar.Tensors.Where(tensor => tensor.Role == SidecarRole.Layer || (tensor.Role == SidecarRole.Activation && tensor.Type is not (ElementType.Int8 or ElementType.UInt8))).ToList();
        SidecarErrors.RequireWritable(Name, layers.Where(layer => WordOf(layer.Type) is null).Select(layer => (layer.Name, $"there is no mode for {layer.Type}")));
        TextFile.RequireNames(Name, layers, " #");
        return TextFile.Of(layers.Select(layer => $"{layer.Name} {WordOf(layer.Type)}").Prepend("# op_name  quantize_mode"));
    }

    private static ElementType? TypeOf(string word) => Modes.Where(mode => mode.Word == word).Select(mode => (ElementType?)mode.Type).FirstOrDefault();

    private static string? WordOf(ElementType? type) => Modes.FirstOrDefault(mode => mode.Type == type).Word;

    private static List<(string[] Words, int Number)> Lines(SidecarContent content) =>
        [.. TextFile.Filled(content).Where(line => !line.Text.StartsWith('#')).Select(line => (line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries), line.Number))];
}
