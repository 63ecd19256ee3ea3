using Mrq.Core.Diagnostics;

namespace Mrq.Build.Conversions;

/// <summary>Two things that would have one name.</summary>
/// <param name="Code">What kind of name it is.</param>
/// <param name="File">The file that declares the second of them.</param>
/// <param name="Message">Both, and the name.</param>
internal sealed record Collision(MrqCode Code, string File, string Message);
