using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>Tengine's scale file: <c>name scale zero_point</c>, for tensors that are computed; uint8 with any zero point, or int8 with zero points of 0. Cut at the first and the last space.</summary>
internal sealed class TengineScale : IWrittenSidecarFormat
{
    public string Name => "tengine-scale";

    public string Description => "Tengine's scale file for its quantization tools";

    public string Extension => ".scale";

    public bool Recognizes(SidecarContent content)
    {
        var lines = TextFile.Filled(content);
        return lines.Count > 0 && lines.All(line => line.Text.Split(' ') is [{ Length: > 0 } name, var scale, var zeroPoint] && TextFile.IsNumber(scale) && long.TryParse(zeroPoint, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && !name.Contains("_param_", StringComparison.Ordinal));
    }

    /// <summary>Where all zero points are 0 the file does not say which type the integers have.</summary>
    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        var lines = TextFile.Filled(content).Select(line => (Words: line.Text.Split(' '), line.Number)).ToList();
        IntegerRange? range = lines.Exists(line => line.Words[2] != "0") ? new IntegerRange(0, byte.MaxValue) : null;
        foreach (var (words, number) in lines)
        {
            var zeroPoint = TextFile.Whole(words[2], words[0], "the zero point");
            if (zeroPoint is < 0 or > byte.MaxValue)
            {
                throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"its zero point {zeroPoint} was read as one of uint8."), words[0]);
            }

            notes.Add(new SidecarTensor { Name = words[0], Role = SidecarRole.Activation, Type = range?.Type, Range = range, Scales = [UnsignedGrid.Scale(TextFile.Number(words[1], words[0], "the scale"), words[0])], ZeroPoints = [zeroPoint], Source = string.Create(CultureInfo.InvariantCulture, $"line {number}") });
        }

        return notes.ToSidecar();
    }

    /// <summary>int8 with zero points of 0 alone is written as it is; any other network of 8 bits as uint8, whose grid is int8's moved by 128.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations().Quantized();
        SidecarParts.RequirePerTensor(Name, tensors);
        SidecarErrors.RequireWritable(Name, tensors.Where(tensor => tensor.Range is not (null or { Bits: 8 })).Select(tensor => (tensor.Name, $"Tengine has no {tensor.Type}")));
        TextFile.RequireNames(Name, tensors, " ");
        var isSigned = tensors.All(tensor => tensor.Range?.IsSigned != false && tensor.ZeroPoints[0] == 0);
        return TextFile.Of(tensors.Select(tensor => string.Create(CultureInfo.InvariantCulture, $"{tensor.Name} {TextFile.Single(tensor.Scales[0])} {(isSigned || tensor.Range is null ? tensor.ZeroPoints[0] : -UnsignedGrid.Offset(tensor.ZeroPoints[0], tensor.Range.Value))}")));
    }
}
