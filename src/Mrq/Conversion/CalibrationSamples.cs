using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Files;
using Mrq.Requantization.Calibration;

namespace Mrq;

/// <summary>
/// Samples as a conversion asks for them. They are read and encoded once for each quantization of an input, source and target share what is the
/// same for both, and what is too much for memory lies in a file until the conversion is done.
/// </summary>
/// <param name="samples">The samples.</param>
/// <param name="source">The model that they were made for.</param>
/// <param name="folder">Where files may be while the conversion runs; null for memory alone.</param>
internal sealed class CalibrationSamples(ISampleSource samples, QuantizedGraph source, string? folder = null) : ICalibrationSamples, IDisposable
{
    private readonly Dictionary<(int Input, ElementType Type, float Scale, int ZeroPoint), EncodedSamples> _encoded = [];
    private readonly Lock _lock = new();

    public int Count => samples.Count;

    public void Encode(int sample, int input, Tensor tensor, Span<byte> destination) => Encoded(input, tensor).Read(sample, destination);

    public void Dispose()
    {
        foreach (var encoded in _encoded.Values)
        {
            encoded.Dispose();
        }
    }

    private EncodedSamples Encoded(int input, Tensor tensor)
    {
        var key = (input, tensor.Type, tensor.Quantization?.Scale ?? 0, tensor.Quantization?.ZeroPoint ?? 0);
        lock (_lock)
        {
            if (!_encoded.TryGetValue(key, out var encoded))
            {
                _encoded.Add(key, encoded = EncodedSamples.Of(samples.Inputs[input], source.Tensors[source.Inputs[input]], tensor, folder is null ? null : () => OutputFile.CreateScratch(folder)));
            }

            return encoded;
        }
    }
}
