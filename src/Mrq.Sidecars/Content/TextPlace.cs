namespace Mrq.Sidecars;

/// <summary>A part of a file's text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its characters.</param>
internal readonly record struct TextPlace(int Start, int Length);
