namespace Unrolled.Generator.Layers;

/// <summary><c>y[f,r,c] = b[f] + Σ x[k, r·s+i·d-p, c·s+j·d-p]·w[f,k,i,j]</c>; see <see cref="Convolution"/>.</summary>
internal sealed class Conv2D() : Convolution(WindowAxis.Image);
