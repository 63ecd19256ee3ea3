namespace Mrq.Requantization;

/// <summary>How long a pass took over all layers.</summary>
public sealed record PassTime(string Pass, double Seconds);
