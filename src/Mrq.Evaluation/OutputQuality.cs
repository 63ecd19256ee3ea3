using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation;

/// <summary>How one output of a converted model compares with the source's.</summary>
/// <param name="Name">The output's name in the source.</param>
/// <param name="Agreement">Equal answers of all; null where an output of one number is no answer among several.</param>
/// <param name="Sqnr">Signal to quantization noise in dB: of the output, or of the scores of which it is the arg-max.</param>
public sealed record OutputQuality(string Name, Proportion? Agreement, double Sqnr);
