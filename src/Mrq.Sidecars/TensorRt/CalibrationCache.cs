using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// TensorRT's calibration cache: a line with version and algorithm, then <c>name: XXXXXXXX</c>, the scale amax / 127 as the eight hexadecimal digits of a
/// big-endian float32, or 0 for none. Names may have colons, so the last one counts. Sources: readers of ONNX Runtime and of NVDLA.
/// </summary>
internal sealed partial class CalibrationCache : IWrittenSidecarFormat
{
    private const string Separator = ": ";
    private const string None = "0";

    public string Name => "tensorrt-cache";

    public string Description => "TensorRT's calibration cache, for TensorRT up to 10 and DLA";

    public string Extension => ".cache";

    /// <summary>TensorRT takes no cache of another version, nor one of another algorithm than its calibrator's.</summary>
    public SidecarChoice? Choice { get; } = new("TensorRtHeader", "The first line of a calibration cache, which has to name the TensorRT that reads it and its calibrator: TRT-8601-EntropyCalibration2 by default.", "TRT-8601-EntropyCalibration2", text => Header().IsMatch(text));

    public bool Recognizes(SidecarContent content) => content.Lines is [var first, ..] && Header().IsMatch(first.Trim());

    public Sidecar Read(SidecarContent content)
    {
        var (lines, notes) = (TextFile.Filled(content), new ReadingNotes(Name));
        foreach (var (line, number) in lines.Skip(1))
        {
            var colon = line.LastIndexOf(Separator, StringComparison.Ordinal);
            if (colon <= 0)
            {
                throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"line {number} is not NAME: HEXADECIMAL."));
            }

            var tensor = new SidecarTensor { Name = line[..colon], Role = SidecarRole.Activation, Source = string.Create(CultureInfo.InvariantCulture, $"line {number}") };
            var digits = line.AsSpan(colon + Separator.Length).Trim();
            notes.Add(digits is None ? tensor : SymmetricGrid.Read(tensor, Scale(digits, tensor.Name)));
        }

        return notes.ToSidecar(lines[0].Text.Trim());
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations();
        SidecarParts.RequirePerTensor(Name, tensors);
        TextFile.RequireNames(Name, tensors);
        return TextFile.Of([sidecar.Dialect, .. tensors.Select(tensor => $"{tensor.Name}{Separator}{(tensor.Scales.IsEmpty ? None : Digits(SymmetricGrid.Scales(tensor).Single()))}")]);
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(sidecar.Activations());

    private static string Digits(double scale) => BitConverter.SingleToUInt32Bits((float)scale).ToString("x8", CultureInfo.InvariantCulture);

    private static double Scale(ReadOnlySpan<char> digits, string tensor)
    {
        Span<byte> bytes = stackalloc byte[4];
        return digits.Length == 8 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done && BinaryPrimitives.ReadSingleBigEndian(bytes) is var scale && float.IsFinite(scale) ? scale
            : throw SidecarErrors.Wrong($"'{Core.Diagnostics.SafeText.Name(digits.ToString())}' was read as the eight hexadecimal digits of a float32, and is no finite one.", tensor);
    }

    [GeneratedRegex(@"^TRT-[0-9]{1,9}-[A-Za-z0-9]{1,40}$")]
    private static partial Regex Header();
}
