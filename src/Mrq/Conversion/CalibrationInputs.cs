using System.Collections.Concurrent;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Requantization.Calibration;

namespace Mrq;

/// <summary>A dataset as the calibration samples of a model whose source input says how they are quantized.</summary>
internal sealed class CalibrationInputs(Dataset dataset, Tensor sourceInput) : ICalibrationSamples
{
    private readonly ConcurrentDictionary<Tensor, InputEncoder> _encoders = new(ReferenceEqualityComparer.Instance);

    public int Count => dataset.Count;

    public void Encode(int sample, int index, Tensor input, Span<byte> destination) =>
        _encoders.GetOrAdd(input, tensor => InputEncoder.Create(dataset, sourceInput, tensor)).Encode(sample, destination);
}
