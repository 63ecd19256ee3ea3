using Mrq.Core.Graph;

namespace Mrq.Core.Geometry;

/// <summary>One spatial axis of what an operator says of its windows.</summary>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">From one position to the next.</param>
/// <param name="Padding">How far windows may reach beyond the image, where <paramref name="Explicit"/> does not say it.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Explicit">Cells before and behind the image.</param>
/// <param name="CeilMode">Whether a last window that only begins within the padded image has a position.</param>
public readonly record struct WindowAxis(int Kernel, int Stride, Padding Padding, int Dilation = 1, (int Before, int After)? Explicit = null, bool CeilMode = false);
