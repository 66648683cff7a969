# Convivio in a container: `docker run -v ./mybrand:/brand -p 8080:8080 convivio`
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY convivio convivio
RUN python -m venv /opt/convivio \
 && /opt/convivio/bin/pip install --no-cache-dir --constraint constraints.txt '.[encryption,postgresql]'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home convivio
COPY --from=build /opt/convivio /opt/convivio
ENV PATH=/opt/convivio/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CONVIVIO_HOST=0.0.0.0 \
    CONVIVIO_PORT=8080 \
    CONVIVIO_DATABASE=/data/convivio.db
USER convivio
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['CONVIVIO_PORT'] + '/health/ready', timeout=2)"]
ENTRYPOINT ["convivio"]
CMD ["run", "/brand"]
