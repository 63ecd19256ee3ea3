using Mrq.Core.Graph;

namespace Mrq.Requantization.Calibration;

/// <summary>Unlabelled samples, encoded for whichever graph asks.</summary>
public interface ICalibrationInputs
{
    int Count { get; }

    /// <summary>The bytes of a sample for a graph input, quantized as that tensor says.</summary>
    void Encode(int sample, Tensor input, Span<byte> destination);
}
