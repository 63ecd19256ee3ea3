using Mrq.Core.Graph;

namespace Mrq.Requantization.Calibration;

/// <summary>Unlabelled samples, encoded for whichever graph asks.</summary>
public interface ICalibrationSamples
{
    int Count { get; }

    /// <summary>The bytes of a sample for one graph input, quantized as that tensor says. Several threads may ask at once.</summary>
    /// <param name="sample">From 0 on.</param>
    /// <param name="input">The place among the graph's inputs.</param>
    /// <param name="tensor">The input of the graph that asks.</param>
    /// <param name="destination">Takes the bytes of the tensor.</param>
    void Encode(int sample, int input, Tensor tensor, Span<byte> destination);
}
